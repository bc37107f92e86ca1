using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Models.Hypervisor.Esxi;

namespace Sim.Models.Tests.Hypervisor.Esxi;

/// <summary>Entitlements by the rule of cpu-and-memory 2.2 and A.4, with numbers worked out by hand.</summary>
public sealed class WaterFillingTests
{
    private const double Much = 1e6;

    [Fact]
    public void Without_reservations_and_limits_everyone_gets_his_shares()
    {
        // 12 over 1000 + 2000 + 1000 shares: 3 a thousand.
        var (level, amounts) = Fill(12, [new(1000), new(2000), new(1000)], [Much, Much, Much]);
        Assert.Equal([3.0, 6.0, 3.0], amounts);
        Assert.Equal(0.003, level, 1e-15);
    }

    [Fact]
    public void A_reservation_above_the_level_waits_until_the_others_catch_up()
    {
        // 9: the first keeps its 5, the other 4 go 1 : 2. Its 5 a thousand shares stay above the level of 4/3.
        var (level, amounts) = Fill(9, [new(1000, 5), new(1000), new(2000)], [Much, Much, Much]);
        AssertAmounts([5, 4 / 3.0, 8 / 3.0], amounts);
        Assert.Equal(4 / 3000.0, level, 1e-15);
        // 24: the level passes 5 a thousand at 5 + 5 + 10 = 20, from there on all three rise together: 24 / 4 = 6 a thousand.
        AssertAmounts([6, 6, 12], Fill(24, [new(1000, 5), new(1000), new(2000)], [Much, Much, Much]).Amounts);
    }

    [Fact]
    public void A_reservation_that_is_not_wanted_goes_to_the_others()
    {
        // It asks for 1 of its 5; 8 are left for 1 : 3.
        AssertAmounts([1, 2, 6], Fill(9, [new(1000, 5), new(1000), new(3000)], [1, Much, Much]).Amounts);
    }

    [Fact]
    public void A_limit_and_a_small_demand_leave_the_rest_to_the_others()
    {
        // Shares alone: 3, 6, 3. The second stops at its limit 4, the others get 4 each; when the third wants only 1, the first gets 7.
        AssertAmounts([4, 4, 4], Fill(12, [new(1000), new(2000, 0, 4), new(1000)], [Much, Much, Much]).Amounts);
        AssertAmounts([7, 4, 1], Fill(12, [new(1000), new(2000, 0, 4), new(1000)], [Much, Much, 1]).Amounts);
    }

    [Fact]
    public void With_room_for_all_everyone_has_what_he_wants_and_there_is_no_level()
    {
        var (level, amounts) = Fill(12, [new(1000, 2), new(2000, 0, 4)], [3, 7]);
        Assert.Equal([3.0, 4.0], amounts);
        Assert.Equal(double.PositiveInfinity, level);
    }

    [Fact]
    public void Four_busy_vcpus_against_eight_on_eight_pcpus()
    {
        // cpu-and-memory C, check 6: normal shares are 4000 and 8000, so 8 x 4/12 and 8 x 8/12.
        AssertAmounts([8 / 3.0, 16 / 3.0], Fill(8, [new(4000), new(8000)], [4, 8]).Amounts);
    }

    [Fact]
    public void Reservations_that_do_not_fit_are_our_fault() =>
        Assert.Throws<SimulationFault>(() => Fill(4, [new(1000, 3), new(1000, 2)], [Much, Much]));

    [Fact]
    public void Pools_hand_out_what_they_get()
    {
        // 12 over a pool of 4000 and a VM of 8000 shares: 4 and 8; in the pool 1 : 3. If the VM wants only 2 the pool has 10: 2.5 and 7.5.
        var tree = new ResourceTree(1000);
        var pool = tree.AddPool("pool", new CpuAllocation(4000));
        var (a, b) = (tree.AddVm(0, "a", new CpuAllocation(1000), pool), tree.AddVm(1, "b", new CpuAllocation(3000), pool));
        var c = tree.AddVm(2, "c", new CpuAllocation(8000));
        AssertAmounts([4, 1, 3, 8], Of(_ => Much));
        AssertAmounts([10, 2.5, 7.5, 2], Of(vm => ReferenceEquals(vm, c) ? 2 : Much));
        // A pool asks for no more than its VMs would use: 1 each leaves 10 to the VM outside.
        AssertAmounts([2, 1, 1, 10], Of(vm => ReferenceEquals(vm, c) ? Much : 1));

        double[] Of(Func<ResourceGroup, double> demand)
        {
            var entitled = Entitlements.Of(tree.Root, 12, demand);
            return [entitled[pool], entitled[a], entitled[b], entitled[c]];
        }
    }

    [Fact]
    public void A_pools_limit_and_reservation_hold_for_all_in_it_together()
    {
        // The pool's shares would give 12 x 1/5 = 2.4; its reservation lifts it to 6, its limit of 7 is out of reach. In it 5 are reserved for the first.
        var tree = new ResourceTree(1000);
        var pool = tree.AddPool("pool", new CpuAllocation(2000, 6, 7));
        var (a, b) = (tree.AddVm(0, "a", new CpuAllocation(1000, 5), pool), tree.AddVm(1, "b", new CpuAllocation(1000), pool));
        var c = tree.AddVm(2, "c", new CpuAllocation(8000));
        var entitled = Entitlements.Of(tree.Root, 12, _ => Much);
        AssertAmounts([6, 5, 1, 6], [entitled[pool], entitled[a], entitled[b], entitled[c]]);
        // Outside wants 3: 9 are left, the limit stops the pool at 7.
        entitled = Entitlements.Of(tree.Root, 12, vm => ReferenceEquals(vm, c) ? 3 : Much);
        AssertAmounts([7, 5, 2, 3], [entitled[pool], entitled[a], entitled[b], entitled[c]]);
    }

    [Fact]
    public void Any_filling_spends_what_it_can_and_leaves_one_level()
    {
        var claim =
            from shares in Gen.Int[1, 8000]
            from reservation in Gen.Double[0, 4]
            from more in Gen.Double[0, 6]
            from unlimited in Gen.Bool
            from demand in Gen.Double[0, 12]
            select (Claim: new CpuAllocation(shares, reservation, unlimited ? double.PositiveInfinity : reservation + more + 0.01), Demand: demand);
        Gen.Select(claim.Array[1, 12], Gen.Double[0, 30]).Sample((all, spare) =>
        {
            var claims = all.Select(one => one.Claim).ToArray();
            var demands = all.Select(one => one.Demand).ToArray();
            var floors = claims.Zip(demands, (one, demand) => Math.Min(demand, one.Reservation)).ToArray();
            var fulls = claims.Zip(demands, (one, demand) => Math.Min(demand, one.Limit)).ToArray();
            var capacity = floors.Sum() + spare;
            var (level, amounts) = Fill(capacity, claims, demands);
            Assert.Equal(Math.Min(capacity, fulls.Sum()), amounts.Sum(), 1e-9);
            for (var i = 0; i < claims.Length; i++)
            {
                Assert.InRange(amounts[i], floors[i], fulls[i]);
                var own = amounts[i] / claims[i].Shares;
                if (amounts[i] < fulls[i]) Assert.True(own >= level * (1 - 1e-9), "a child that could use more is below the level");
                if (amounts[i] > floors[i]) Assert.True(own <= level * (1 + 1e-9), "a child beyond its reservation is above the level");
            }
        });
    }

    private static (double Level, double[] Amounts) Fill(double capacity, CpuAllocation[] claims, double[] demands)
    {
        var amounts = new double[claims.Length];
        return (WaterFilling.Distribute(capacity, claims, demands, amounts), amounts);
    }

    private static void AssertAmounts(double[] expected, double[] amounts)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], amounts[i], 1e-12);
    }
}
