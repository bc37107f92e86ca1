using System.Collections.Immutable;
using Sim.Cli.Reports;
using Sim.Models.Hypervisor;
using Sim.Models.Scenarios;
using Sim.Planning.Density;

namespace Sim.Cli.Tests;

/// <summary>What the table of a density search says of numbers of VMs that were not simulated.</summary>
public sealed class DensityReportTests
{
    [Theory]
    [InlineData(DensityRefusal.Memory, "no memory")]
    [InlineData(DensityRefusal.Reservations, "not admitted: reservations")]
    [InlineData(DensityRefusal.DiskSpace, "no room on the drives")]
    public void A_refusal_is_named(DensityRefusal refusal, string words)
    {
        var memory = new MemorySettlement { Demand = 0, Shortage = 0, Shared = 0, Ballooned = 0, Swapped = 0, Missing = 0, ActiveLost = [] };
        var curve = new DensityCurve([new DensityPoint(10, memory, ImmutableSortedDictionary<string, Sim.Experiments.Analysis.MetricSummary>.Empty, []) { Refusal = refusal }]);
        var row = Assert.Single(DensityReport.Points(ImmutableSortedDictionary<HypervisorKind, DensityCurve>.Empty.Add(HypervisorKind.Kvm, curve)).Rows);
        Assert.Equal(words, row[^1].Text);
    }
}
