using System.Collections.Immutable;
using Sim.Cli.Reports;
using Sim.Experiments.Analysis;
using Sim.Models.Hypervisor;
using Sim.Models.Scenarios;
using Sim.Planning.Density;

namespace Sim.Cli.Tests;

/// <summary>What the table of a density search says of numbers of VMs that were not simulated.</summary>
public sealed class DensityReportTests
{
    private static readonly MemorySettlement Memory = new() { Demand = 0, Shortage = 0, Shared = 0, Ballooned = 0, Swapped = 0, Missing = 0, ActiveLost = [] };

    [Theory]
    [InlineData(DensityRefusal.Memory, "no memory")]
    [InlineData(DensityRefusal.Reservations, "not admitted: reservations")]
    [InlineData(DensityRefusal.DiskSpace, "no room on the drives")]
    public void A_refusal_is_named(DensityRefusal refusal, string words)
    {
        var row = Assert.Single(DensityReport.Points(Curves(Point(10) with { Refusal = refusal })).Rows);
        Assert.Equal(words, row[^1].Text);
    }

    [Fact]
    public void A_warm_up_that_was_not_over_is_told_once_where_it_matters_most_among_hosts_that_keep_up()
    {
        // Ten VMs are off by 0.2 %, which is not worth a line; forty do not keep up, and never settle.
        var curves = Curves(Point(10, 0.002), Point(20, -0.05), Point(30, 0.03), Point(40, 0.5) with { Refusal = DensityRefusal.Memory });
        var line = Assert.Single(DensityReport.WarmUpWarnings(curves));
        Assert.Contains("KVM: the warm-up was not over at 2 of 3 numbers of VMs that keep the SLO, above all at 20: request.web: warm-up 0.3 s", line, StringComparison.Ordinal);
        Assert.Equal(3, DensityReport.WarmUpsNotOver(curves[HypervisorKind.Kvm]).Count());
        Assert.Empty(DensityReport.WarmUpWarnings(Curves(Point(10, 0.002), Point(20))));
    }

    private static ImmutableSortedDictionary<HypervisorKind, DensityCurve> Curves(params ReadOnlySpan<DensityPoint> points) =>
        ImmutableSortedDictionary<HypervisorKind, DensityCurve>.Empty.Add(HypervisorKind.Kvm, new DensityCurve([.. points]));

    /// <summary>A point whose mean a longer warm-up would change by so much.</summary>
    private static DensityPoint Point(int vms, double? change = null) => new(vms, Memory, ImmutableSortedDictionary<string, MetricSummary>.Empty, [])
    {
        Unsettled = change is { } by ? [new WarmUpCheck("request.web", 0.3, 0.8, new Interval(by, 0.001, 0.95, 5), false, null)] : [],
    };
}
