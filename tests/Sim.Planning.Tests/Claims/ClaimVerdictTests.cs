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

    [Theory]
    // Claimed -15 to -20 %. Predicted -18 to -12: they overlap, and the change lies within 0.82 to 0.88 of the whole (ratio 1.07): holds. -12 to -5: it never
    // comes as low. -60 to -10: 0.4 to 0.9, too wide to say.
    [InlineData(-18, -12, ClaimVerdict.Holds)]
    [InlineData(-12, -5, ClaimVerdict.DoesNotHold)]
    [InlineData(-30, -21, ClaimVerdict.DoesNotHold)]
    [InlineData(-60, -10, ClaimVerdict.NotEstablished)]
    public void A_change_is_judged_by_the_range_that_was_claimed(double low, double high, ClaimVerdict expected)
    {
        var claim = Claim(-15, 0) with { KvmTo = -20, Vmware = null, Against = "esxi", Scale = 100 };
        Assert.Equal(expected, ClaimFinding.Of(claim, new PredictedRange(-15, low, high), default, widest: 1.5).Verdict);
    }

    [Fact]
    public void A_change_has_the_range_of_both_sides()
    {
        // 80 (72 to 88) against 100 (90 to 110): -20 %, from 72 / 110 to 88 / 90.
        var change = new PredictedRange(80, 72, 88).ChangeFrom(new PredictedRange(100, 90, 110));
        Assert.Equal(-0.2, change.Estimate, 12);
        Assert.Equal((72 / 110.0) - 1, change.Low, 12);
        Assert.Equal((88 / 90.0) - 1, change.High, 12);
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
