using System.Collections.Immutable;
using Sim.Experiments.Analysis;
using Sim.Models.Hypervisor;
using Sim.Planning.Density;

namespace Sim.Planning.Tests.Density;

public sealed class DensityCurveTests
{
    private static readonly MemorySettlement Fits = new()
    {
        Demand = 0, Shortage = 0, Shared = 0, Ballooned = 0, Swapped = 0, Missing = 0, ActiveLost = [],
    };

    private static DensityPoint Point(int vms, double estimate, double half, MemorySettlement? memory = null) => new(
        vms, memory ?? Fits, ImmutableSortedDictionary<string, MetricSummary>.Empty,
        [SloVerdict.By("p99", "m", limit: 10, estimate, estimate - half, estimate + half)]);

    /// <summary>Kept on the estimate, with too few requests for an interval.</summary>
    private static DensityPoint Unsure(int vms, double estimate) => new(
        vms, Fits, ImmutableSortedDictionary<string, MetricSummary>.Empty, [SloVerdict.By("p99", "m", limit: 10, estimate, low: null, high: null)]);

    [Fact]
    public void Density_is_the_last_number_before_the_first_that_breaks()
    {
        // 30 breaks on the mean (11 > 10); that 40 keeps it by chance does not make it a density.
        var curve = new DensityCurve([Point(10, 2, 1), Point(20, 9, 2), Point(30, 11, 3), Point(40, 9, 1)]);
        Assert.Equal(20, curve.Density);
        // Whole interval below 10: only 10 VMs (2 + 1); part of it below 10: 30 VMs (11 - 3 = 8), and 40.
        Assert.Equal((10, 40), (curve.Low, curve.High));
        Assert.Equal("p99", curve.Binding);
    }

    [Fact]
    public void What_many_VMs_surely_keep_stands_where_fewer_were_too_quiet_to_tell()
    {
        // 10 VMs issued too few requests; 20 keep the limit with their whole interval, 30 on the estimate only, 40 break it.
        // 50 keep it surely, but lie beyond the density.
        var curve = new DensityCurve([Unsure(10, 2), Point(20, 4, 1), Point(30, 9, 2), Point(40, 12, 1), Point(50, 3, 1)]);
        Assert.Equal((20, 30), (curve.Low, curve.Density));
        Assert.Equal(0, new DensityCurve([Unsure(10, 2), Unsure(20, 3)]).Low);
    }

    [Fact]
    public void Memory_that_cannot_hold_the_VMs_binds_without_a_simulation()
    {
        var curve = new DensityCurve([Point(10, 2, 1), new DensityPoint(20, Fits with { Missing = 1 }, ImmutableSortedDictionary<string, MetricSummary>.Empty, [])]);
        Assert.Equal((10, "memory", true), (curve.Density, curve.Binding, curve.IsBracketed));
    }

    [Fact]
    public void A_curve_that_never_breaks_is_not_bracketed() =>
        Assert.False(new DensityCurve([Point(10, 2, 1), Point(20, 3, 1)]).IsBracketed);
}
