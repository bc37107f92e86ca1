using Sim.Core.Time;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;

namespace Sim.Models.Tests.Hardware.Memory;

public sealed class MemoryTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData(2, 0.06 * 2048)]
    [InlineData(4, 0.06 * 4096)]
    [InlineData(12, (0.06 * 4096) + (0.04 * 8192))]
    [InlineData(28, (0.06 * 4096) + (0.04 * 8192) + (0.02 * 16384))]
    [InlineData(96, (0.06 * 4096) + (0.04 * 8192) + (0.02 * 16384) + (0.01 * 69632))]
    public void The_free_memory_target_slides(int sizeGiB, double expectedMiB) =>
        Assert.Equal(expectedMiB, MemoryOvercommit.MinimumFree(sizeGiB * GiB) / 1048576.0, 0.001);

    [Fact]
    public void Ninety_six_gib_keep_the_published_target_free()
    {
        // cpu-and-memory C, check 9: 1597.6 MB. The published sum has 245.96 for 6 % of 4096, which is 245.76: hence 0.2 of tolerance.
        Assert.Equal(1597.6, MemoryOvercommit.MinimumFree(96 * GiB) / 1048576.0, 0.2);
    }

    [Fact]
    public void Kvm_swaps_idle_pages_first_and_hurts_nobody_until_they_are_gone()
    {
        // Two VMs of 8 GiB, all touched, half active, on 16 GiB without sharing or balloon. Per VM 70 + 8 MiB and 8 GiB / 512 = 16 MiB: 94.
        // Demand = 16384 + 188 + 4096 (host) + minimum free of 16 GiB (0.06*4096 + 0.04*8192 + 0.02*4096 = 655.36) = 21323.36 MiB;
        // shortage = 4939.36, swapped; idle memory is 8192, so no active page is lost.
        var settled = Settle(MemoryOvercommitParameters.Kvm, vms: 2, size: 16, swap: 64);
        Assert.Equal(4939.36, settled.Shortage / 1048576.0, 0.01);
        Assert.Equal(settled.Shortage, settled.Swapped);
        Assert.Equal(0, settled.Ballooned + settled.Shared);
        Assert.All(settled.ActiveLost, lost => Assert.Equal(0, lost));
    }

    [Fact]
    public void Kvm_loses_active_pages_once_the_idle_ones_are_gone()
    {
        // Three such VMs: demand 24576 + 282 + 4096 + 655.36 = 29609.36; shortage 13225.36; idle 12288; active 12288 loses 937.36.
        var settled = Settle(MemoryOvercommitParameters.Kvm, vms: 3, size: 16, swap: 64);
        Assert.All(settled.ActiveLost, lost => Assert.Equal(937.36 / 12288, lost, 1e-5));
    }

    [Fact]
    public void Esxi_shares_then_balloons_idle_memory_then_swaps_at_random()
    {
        // Two VMs: overhead 14.4 + 3.98 + 0.0074 * 8192 = 79.0008 MiB each. Demand = 16384 + 158.0016 + 4096 + 655.36 = 21293.3616;
        // shortage 4909.3616: 5 % of 16384 = 819.2 shared, the rest 4090.1616 ballooned out of min(4096, 65 % of 8192) = 4096 idle a VM.
        var two = Settle(MemoryOvercommitParameters.Esxi, vms: 2, size: 16, swap: 64);
        Assert.Equal(819.2, two.Shared / 1048576.0, 0.01);
        Assert.Equal(4090.1616, two.Ballooned / 1048576.0, 0.01);
        Assert.Equal(0, two.Swapped);

        // Four: demand 32768 + 316.0032 + 4096 + 655.36 = 37835.3632; shortage 21451.3632; shared 1638.4; ballooned all 16384 idle; swapped
        // 3428.9632 of the 32768 - 1638.4 - 16384 = 14745.6 still resident, any page alike: 23.25 % of the active pages too.
        var four = Settle(MemoryOvercommitParameters.Esxi, vms: 4, size: 16, swap: 64);
        Assert.Equal(3428.9632, four.Swapped / 1048576.0, 0.01);
        Assert.All(four.ActiveLost, lost => Assert.Equal(3428.9632 / 14745.6, lost, 1e-5));
    }

    [Fact]
    public void A_balloon_never_takes_more_than_65_percent_of_a_vm()
    {
        // cpu-and-memory C, check 11: everything idle, shortage far above: 65 % of each VM.
        var vms = Enumerable.Repeat(new MemoryDemand(8 * GiB, 1, 0, 1), 8).ToArray();
        var settled = MemoryOvercommit.Settle(MemoryOvercommitParameters.Esxi, Memory(16, 256), [.. vms]);
        Assert.Equal((long)(8 * GiB * 0.65) * 8, settled.Ballooned);
    }

    [Fact]
    public void What_swap_cannot_hold_is_missing()
    {
        var settled = Settle(MemoryOvercommitParameters.Kvm, vms: 3, size: 16, swap: 8);
        Assert.False(settled.IsFeasible);
        Assert.Equal(settled.Shortage - (8 * GiB), settled.Missing);
        Assert.True(Settle(MemoryOvercommitParameters.Kvm, vms: 1, size: 16, swap: 0).IsFeasible);
    }

    [Fact]
    public void A_vm_spills_from_the_node_with_most_room()
    {
        var placement = new NumaPlacement(Memory(20, 0), nodes: 2, reserved: 4 * GiB);
        var (firstHome, firstShares) = placement.Place(6 * GiB, load: 1);
        Assert.Equal((0, 1.0), (firstHome, firstShares[0]));
        // 2 GiB left on node 0, 8 on node 1; 10 fit exactly, 8 at home.
        var (home, shares) = placement.Place(10 * GiB, load: 1);
        Assert.Equal(1, home);
        Assert.Equal([0.2, 0.8], shares);
    }

    [Fact]
    public void A_vm_starts_on_the_node_asked_for_least_cpu_among_those_with_room()
    {
        // Nodes of 8 GiB. Loads 5 and 1, then 5 and 3: the third goes to node 1 too; a fourth of 5 GiB finds room only on node 0.
        var placement = new NumaPlacement(Memory(16, 0), nodes: 2, reserved: 0);
        Assert.Equal(0, placement.Place(2 * GiB, load: 5).Home);
        Assert.Equal(1, placement.Place(2 * GiB, load: 1).Home);
        Assert.Equal(1, placement.Place(2 * GiB, load: 2).Home);
        Assert.Equal(0, placement.Place(5 * GiB, load: 1).Home);
    }

    [Fact]
    public void A_wide_vm_lies_evenly_on_its_nodes()
    {
        var (home, shares) = new NumaPlacement(Memory(64, 0), nodes: 2, reserved: 0).Place(8 * GiB, load: 1, clients: 2);
        Assert.Equal(0, home);
        Assert.Equal([0.5, 0.5], shares);
    }

    [Fact]
    public void Remote_memory_slows_work_by_stall_share_and_distance()
    {
        // 6.3: 1 + 0.4 * (135 / 81 - 1) * 0.8 = 1.2133 on the far node, 1 + 0.4 * 0.6667 * 0.2 = 1.0533 at home.
        var speeds = new NumaPlacement(Memory(64, 0), nodes: 2, reserved: 0).Speeds([0.2, 0.8], stallFraction: 0.4);
        Assert.Equal([1 / 1.213333, 1 / 1.053333], speeds.Select(speed => speed / 65536.0), (a, b) => Math.Abs(a - b) < 2.0 / 65536);
    }

    [Fact]
    public void Another_node_of_the_socket_is_nearer_than_another_socket()
    {
        // Sub-NUMA clustering, two sockets of two nodes. From node 0: a quarter of the memory at 75 ns, a quarter at 82, half at 140: 109.25 ns.
        var memory = Memory(64, 0) with
        {
            LocalLatency = SimDuration.FromNanoseconds(75), SameSocketLatency = SimDuration.FromNanoseconds(82), RemoteLatency = SimDuration.FromNanoseconds(140),
        };
        var placement = new NumaPlacement(memory, nodes: 4, reserved: 0, nodesPerSocket: 2);
        double[] shares = [0.25, 0.25, 0.25, 0.25];
        Assert.All(Enumerable.Range(0, 4), node => Assert.Equal(109.25, placement.LatencyNs(shares, node), 1e-9));
        // All of it on node 1: work on node 0 is slowed by 7 ns in 75, on nodes 2 and 3 by 65 ns in 75.
        var speeds = placement.Speeds([0, 1, 0, 0], stallFraction: 0.3);
        double[] expected = [1 / (1 + (0.3 * 7 / 75)), 1, 1 / (1 + (0.3 * 65 / 75)), 1 / (1 + (0.3 * 65 / 75))];
        Assert.Equal(expected, speeds.Select(speed => speed / 65536.0), (a, b) => Math.Abs(a - b) < 2.0 / 65536);
        // Of the time a unit of work takes there, 0.7 is computing.
        Assert.Equal(1 - (0.7 * expected[2]), NumaPlacement.Stalls(speeds, 0.3)[2] / 65536.0, 2.0 / 65536);
    }

    private static MemorySettlement Settle(MemoryOvercommitParameters parameters, int vms, int size, int swap) =>
        MemoryOvercommit.Settle(parameters, Memory(size, swap), [.. Enumerable.Repeat(new MemoryDemand(8 * GiB, 1, 0.5, 1), vms)]);

    private static MemoryParameters Memory(long size, long swap) => new()
    {
        Size = size * GiB,
        Swap = swap * GiB,
        LocalLatency = SimDuration.FromNanoseconds(81),
        RemoteLatency = SimDuration.FromNanoseconds(135),
    };
}
