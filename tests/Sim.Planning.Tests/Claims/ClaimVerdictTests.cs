using Sim.Core.Time;
using Sim.Models.Scenarios;
using Sim.Planning.Claims;

namespace Sim.Planning.Tests.Claims;

public sealed class ClaimVerdictTests
{
    private static Claim Claim(double kvm, double vmware, string open = "") => new()
    {
        Id = "C", Subject = "s", Unit = "u", Kvm = kvm, Vmware = vmware, Scenario = "x.yaml", Metric = "m", Open = open,
    };

    [Theory]
    // Inside 9-11 (ratio 1.22 < 1.5) on both sides: holds. One side outside: does not. Inside 5-20 (ratio 4): too wide to say. Undefined: never said.
    [InlineData(10, 10, 9, 11, "", ClaimVerdict.Holds)]
    [InlineData(10, 12, 9, 11, "", ClaimVerdict.DoesNotHold)]
    [InlineData(10, 10, 5, 20, "", ClaimVerdict.NotEstablished)]
    [InlineData(10, 50, 9, 11, "no VM size", ClaimVerdict.NotEstablished)]
    public void A_claim_is_judged_by_range_and_definition(double kvm, double vmware, double low, double high, string open, ClaimVerdict expected)
    {
        var range = new PredictedRange(10, low, high);
        Assert.Equal(expected, ClaimFinding.Of(Claim(kvm, vmware, open), range, range, widest: 1.5).Verdict);
    }

    [Fact]
    public void Cost_levels_touch_assumed_costs_alone_and_stay_in_range()
    {
        var scaled = CostLevel.Scaled(new HypervisorSpec(), 2);
        // Assumed: 2 us of context switch doubles; primary: QEMU's 32.768 us of polling stays; 100 us across nodes doubles to 200.
        Assert.Equal(SimDuration.FromMicroseconds(4), scaled.Kvm.Dispatch.ContextSwitch);
        Assert.Equal(SimDuration.FromNanoseconds(32768), scaled.Kvm.Disk.PollMaximum);
        Assert.Equal(SimDuration.FromMicroseconds(200), scaled.Esxi.Dispatch.MigrationAcrossNodes);
        // 200 us a hundred times over would leave the range of the context switch, 0 to 100 us.
        Assert.Equal(SimDuration.FromMicroseconds(100), CostLevel.Scaled(new HypervisorSpec(), 100).Kvm.Dispatch.ContextSwitch);
        Assert.Equal(new HypervisorSpec(), CostLevel.Scaled(new HypervisorSpec(), 1));
    }
}
