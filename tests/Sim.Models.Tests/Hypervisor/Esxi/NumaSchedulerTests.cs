using Sim.Core.Time;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Testing;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Esxi;

/// <summary>Moves of NUMA clients and what follows them. cpu-and-memory 2.7.</summary>
public sealed class NumaSchedulerTests
{
    private const long GiB = 1L << 30;

    private static readonly EsxiCpuParameters NoCoStop = new() { CoStopSkew = SimDuration.Zero };

    [Fact]
    public void Clients_move_one_a_look_until_the_nodes_are_level()
    {
        // 6 and 2 busy vCPUs on nodes of 4 cores: 5 and 3 after the look at 2 s, 4 and 4 after the one at 4 s.
        var bench = new Bench(cores: 4);
        for (var i = 0; i < 8; i++) bench.AddClient(i < 6 ? 0 : 1, busy: 1);
        bench.Host.Run(2.5);
        Assert.Equal((1, 5), (bench.Numa.Moves, bench.ClientsOn(0)));
        bench.Host.Run(2.0);
        Assert.Equal((2, 4), (bench.Numa.Moves, bench.ClientsOn(0)));
        // From here on everybody has a core to himself, on his own node.
        bench.Host.Dispatcher.ResetAccounts();
        bench.Host.Run(10.0);
        Assert.Equal(2, bench.Numa.Moves);
        Assert.All(bench.Host.Dispatcher.Worlds, world => Assert.Equal(10_000_000_000_000, world.RunTime));
        Assert.All(bench.Numa.Clients, client => Assert.Equal(client.Node, bench.Host.Dispatcher.Topology.NodeOf(client.Worlds[0].Pcpu)));
    }

    [Theory]
    [InlineData(16, 1, 0)]
    [InlineData(16, 2, 1)]
    [InlineData(4, 1, 0)]
    public void Nothing_moves_below_ten_percent_or_when_that_would_only_turn_the_difference_round(int cores, int busy, int moves)
    {
        // 1 of 16 cores are 6 %, 2 are 12.5 %; 1 of 4 are 25 %, but after the move it would be the other node's 25 %, more than half of it.
        var bench = new Bench(cores);
        for (var i = 0; i < busy; i++) bench.AddClient(0, busy: 1);
        bench.Host.Run(11.0);
        Assert.Equal(moves, bench.Numa.Moves);
    }

    [Fact]
    public void Two_clients_swap_at_every_third_look_where_no_move_is_worth_it()
    {
        // 3 + 3 against 2 + 2 of 8 cores: moving a 3 leaves 3 against 7; swapping a 3 for a 2 leaves 5 and 5.
        var bench = new Bench(cores: 8);
        foreach (var (node, busy) in new[] { (0, 3), (0, 3), (1, 2), (1, 2) }) bench.AddClient(node, busy);
        bench.Host.Run(5.9);
        Assert.Equal(0, bench.Numa.Moves);
        bench.Host.Run(0.2);
        Assert.Equal(2, bench.Numa.Moves);
        bench.Host.Run(20.0);
        Assert.Equal(2, bench.Numa.Moves);
    }

    [Fact]
    public void Two_clients_of_a_vm_do_not_share_a_node()
    {
        // 1 + 3 busy vCPUs against none on 4 cores: both moves leave the same, but a sibling of the first client is at home on the other node.
        var bench = new Bench(cores: 4);
        var narrow = bench.AddClient(0, busy: 1);
        bench.AddClient(1, busy: 0, vmId: narrow.VmId);
        var other = bench.AddClient(0, busy: 3);
        bench.Host.Run(2.5);
        Assert.Equal((0, 1), (narrow.Node, other.Node));
    }

    [Fact]
    public void Memory_follows_at_its_rate_and_until_then_work_is_slow()
    {
        // Two busy clients of 1 GiB on one node of 8 cores' difference 25 %: one moves at 2 s. Stalled for half of the time on local memory, remote memory 135/81 as slow:
        // speed 1 / (1 + 0.5 x 2/3) = 0.75. 8000 pages of 4 KiB a second are 65.5 MB a look: 1 GiB in 16.4 looks, the last at 36 s.
        var bench = new Bench(cores: 8);
        for (var i = 0; i < 2; i++) bench.AddClient(0, busy: 1, bytes: GiB);
        bench.Host.Run(2.5);
        var moved = bench.Numa.Clients.Single(client => client.Node == 1);
        Assert.Equal(0, moved.Locality);
        // All of it until the move at 2 s.
        Assert.Equal(2 / 2.5, moved.MeanLocality(bench.Host.Now), 1e-9);
        bench.Host.Dispatcher.ResetAccounts();
        bench.Numa.OnAccountsReset();
        bench.Host.Run(1.0);
        Assert.Equal(0.75e12, moved.Worlds[0].WorkDone, 1e8);
        bench.Host.Run(1.0);
        Assert.Equal(2 * 8000 * 4096.0 / GiB, moved.Locality, 1e-9);
        // None of it was local from 2.5 to 4 s, this much from then to 4.5 s.
        Assert.Equal(2 * 8000 * 4096.0 / GiB * 0.5 / 2, moved.MeanLocality(bench.Host.Now), 1e-9);
        bench.Host.Run(31.0);
        Assert.InRange(moved.Locality, 0.97, 0.999);
        bench.Host.Run(1.0);
        Assert.Equal(1, moved.Locality);
        bench.Host.Dispatcher.ResetAccounts();
        bench.Host.Run(1.0);
        Assert.Equal(1_000_000_000_000, moved.Worlds[0].WorkDone);
    }

    [Fact]
    public void Memory_stays_where_the_new_node_has_no_room()
    {
        // Nodes of 2 GiB; the clients' 2 x 1 GiB are on node 0 and 1.5 GiB of node 1 are taken: half of the GiB follows.
        var bench = new Bench(cores: 8, nodeBytes: 2 * GiB);
        for (var i = 0; i < 2; i++) bench.AddClient(0, busy: 1, bytes: GiB);
        _ = bench.Memory.Move(0, 1, 3 * GiB / 2);
        bench.Host.Run(100.0);
        Assert.Equal(0.5, bench.Numa.Clients.Single(client => client.Node == 1).Locality, 1e-9);
    }

    [Fact]
    public void Looks_allocate_nothing()
    {
        // 40 looks with candidates that do not move. First long enough for the calendar to reach the size at which it sweeps the cancelled ends of endless work.
        var bench = new Bench(cores: 8);
        for (var i = 0; i < 7; i++) bench.AddClient(i < 4 ? 0 : 1, busy: 3, bytes: i == 0 ? 16 * GiB : 0);
        bench.Host.Run(200.0);
        Assert.Equal(0, Allocations.Of(() => bench.Host.Calendar.RunUntil(bench.Host.Now + SimDuration.FromSeconds(80))));
    }

    [Fact]
    public void A_period_of_zero_moves_nothing()
    {
        var bench = new Bench(cores: 4, parameters: new EsxiNumaParameters { RebalancePeriod = SimDuration.Zero });
        for (var i = 0; i < 8; i++) bench.AddClient(0, busy: 1);
        bench.Host.Run(20.0);
        Assert.Equal(0, bench.Numa.Moves);
    }

    /// <summary>A host of two nodes with a NUMA scheduler.</summary>
    private sealed class Bench
    {
        public Bench(int cores, long nodeBytes = 64 * GiB, EsxiNumaParameters? parameters = null)
        {
            Host = HostHarness.Esxi(HostHarness.Cores(cores, sockets: 2), NoCoStop);
            Memory = new NumaPlacement(
                new MemoryParameters { Size = 2 * nodeBytes, LocalLatency = SimDuration.FromNanoseconds(81), RemoteLatency = SimDuration.FromNanoseconds(135) }, 2, reserved: 0);
            Numa = new NumaScheduler(Host.Calendar, Host.Dispatcher, (ProportionalShareScheduler)Host.Policy, Memory, parameters ?? new EsxiNumaParameters());
        }

        public HostHarness Host { get; }

        public NumaPlacement Memory { get; }

        public NumaScheduler Numa { get; }

        public int ClientsOn(int node) => Numa.Clients.Count(client => client.Node == node);

        /// <summary>A VM of so many busy vCPUs, one idle if none, with all its memory on its node.</summary>
        public NumaClient AddClient(int node, int busy, long bytes = 0, int vmId = -1)
        {
            var vm = Host.AddVm($"vm{Host.Vms.Count}", Math.Max(1, busy), home: node);
            double[] shares = [node == 0 ? 1 : 0, node];
            var stall = bytes > 0 ? 0.5 : 0;
            var speeds = Memory.Speeds(shares, stall);
            foreach (var vcpu in vm.Vcpus) (vcpu.NodeSpeed, vcpu.StallShare) = (speeds, NumaPlacement.Stalls(speeds, stall));
            var client = new NumaClient(vmId < 0 ? vm.Id : vmId, vm.Vcpus, bytes, shares, stall);
            Numa.Add(client);
            for (var i = 0; i < busy; i++) Host.KeepBusy(vm.Vcpus[i]);
            return client;
        }
    }
}
