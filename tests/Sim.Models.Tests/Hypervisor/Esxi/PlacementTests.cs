using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Esxi;

/// <summary>Run queues of pCPUs: where a world that wakes goes, who takes over what and when. cpu-and-memory 2.4.</summary>
public sealed class PlacementTests
{
    private static readonly EsxiCpuParameters NoCoStop = new() { CoStopSkew = SimDuration.Zero };

    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    /// <summary>One socket whose cores share last-level caches in pairs.</summary>
    private static CpuParameters Pairs(int cores, bool smt = false) => HostHarness.Cores(cores, smt) with { CoresPerCache = 2 };

    [Fact]
    public void A_wholly_idle_core_goes_before_a_thread_beside_a_busy_one_even_of_the_own_core()
    {
        // pCPU 0 and 1 are a core. The sleeper was on 0; now 1 is busy, so it goes to the core of 2 and 3.
        var host = HostHarness.Esxi(HostHarness.Cores(2, smt: true), NoCoStop);
        var sleeper = Ran(host, 0);
        Occupy(host, 1);
        host.Submit(sleeper, Ms(1));
        host.Run(Ms(0.1));
        Assert.Equal(1, host.Dispatcher.Topology.CoreOf(sleeper.Pcpu));
    }

    [Fact]
    public void The_own_cache_goes_before_others_of_the_node_and_an_idle_core_afar_before_a_thread_nearby()
    {
        // Cores 0 and 1 share a cache, 2 and 3 another. Core 0 taken: core 1. Both taken by one thread: core 2 or 3, not the other threads of 0 and 1.
        var near = HostHarness.Esxi(Pairs(4), NoCoStop);
        var sleeper = Ran(near, 0);
        Occupy(near, 0);
        near.Submit(sleeper, Ms(1));
        near.Run(Ms(0.1));
        Assert.Equal(1, sleeper.Pcpu);

        var far = HostHarness.Esxi(Pairs(4, smt: true), NoCoStop);
        sleeper = Ran(far, 0);
        Occupy(far, 0);
        Occupy(far, 2);
        far.Submit(sleeper, Ms(1));
        far.Run(Ms(0.1));
        Assert.Equal(1, far.Dispatcher.Topology.CacheOf(sleeper.Pcpu));
    }

    [Fact]
    public void Of_idle_cores_at_the_same_distance_the_one_that_ran_least_is_taken()
    {
        // Cores 1 and 2 have just run 100 ms, 3 nothing; the sleeper's own core 0 is taken. It would find core 1 first.
        var host = HostHarness.Esxi(HostHarness.Cores(4), NoCoStop);
        var sleeper = Ran(host, 0);
        Occupy(host, 0);
        var others = new[] { Ran(host, 1), Ran(host, 2) };
        foreach (var other in others) host.Submit(other, Ms(100));
        host.Run(Ms(101));
        host.Submit(sleeper, Ms(1));
        host.Run(Ms(0.1));
        Assert.Equal(3, sleeper.Pcpu);
    }

    [Fact]
    public void Where_all_are_busy_and_nobody_gives_way_it_waits_where_fewest_wait()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(2), NoCoStop);
        for (var i = 0; i < 3; i++) host.AddBusyVm($"hog{i}", 1);
        var last = host.AddBusyVm("last", 1).Vcpus[0];
        var third = host.Vms[2].Vcpus[0];
        Assert.NotEqual(third.Pcpu, last.Pcpu);
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(4, 2 / 3.0)]
    public void Three_hogs_on_two_pcpus_share_evenly_only_by_taking_over(int fairnessPcpus, double lucky)
    {
        // Without looks two of them share a pCPU and one has a pCPU to itself; with looks each gets 2/3, within two quanta (0.4 s) of 60 s.
        var host = HostHarness.Esxi(HostHarness.Cores(2), NoCoStop with { FairnessPcpus = fairnessPcpus });
        for (var i = 0; i < 3; i++) host.AddBusyVm($"hog{i}", 1);
        host.Run(60.0);
        var used = host.Vms.Select(vm => host.PcpusUsed(vm)).Order().ToArray();
        Assert.Equal(lucky, used[2], 0.4 / 60);
        Assert.Equal((2 - lucky) / 2, used[0], 0.4 / 60);
    }

    [Theory]
    [InlineData(0, 0, 3)]
    [InlineData(20, 0, 2)]
    [InlineData(0, 20, 0)]
    public void Each_level_has_its_own_period(double cache, double package, int undisturbed)
    {
        // Four pCPUs in two caches, five hogs, two of them on pCPU 0. Without looks the other three go on undisturbed; with looks inside caches pCPU 1 takes part, those of
        // the other cache do not; with looks in the package each has 0.8 of 4 s within two quanta: all of them have waited.
        var host = HostHarness.Esxi(Pairs(4), NoCoStop with { CachePeriod = Ms(cache), PackagePeriod = Ms(package), HostPeriod = SimDuration.Zero });
        for (var pcpu = 0; pcpu < 4; pcpu++) Occupy(host, pcpu);
        var second = Ran(host, 0);
        host.KeepBusy(second);
        Assert.Equal((WorldState.Ready, 0), (second.State, second.Pcpu));
        host.Run(4.0);
        Assert.Equal(undisturbed, host.Dispatcher.Worlds.Count(world => world.ReadyTime == 0));
    }

    [Fact]
    public void A_pcpu_that_falls_idle_takes_over_from_the_nearest_level_first()
    {
        // Waiting worlds at 1 (same cache as 0) and at 3; pCPU 0 becomes free after 10 ms.
        var host = HostHarness.Esxi(Pairs(4), NoCoStop);
        var brief = Ran(host, 0);
        for (var pcpu = 1; pcpu < 4; pcpu++) Occupy(host, pcpu);
        var far = Ran(host, 3);
        var near = Ran(host, 1);
        host.Submit(brief, Ms(10));
        host.KeepBusy(far);
        host.KeepBusy(near);
        Assert.All([near, far], world => Assert.Equal(WorldState.Ready, world.State));
        host.Run(Ms(10.5));
        Assert.Equal((WorldState.Running, 0), (near.State, near.Pcpu));
        Assert.Equal(WorldState.Ready, far.State);
    }

    [Fact]
    public void Pcpus_take_nothing_over_from_another_node_that_has_its_home_there()
    {
        // Three hogs at home on node 0 of one pCPU, node 1 idle.
        var host = HostHarness.Esxi(HostHarness.Cores(1, sockets: 2), NoCoStop);
        for (var i = 0; i < 3; i++) host.AddBusyVm($"hog{i}", 1, home: 0);
        host.Run(10.0);
        Assert.Equal(10_000_000_000_000, host.Dispatcher.BusyTime());
        Assert.True(host.Dispatcher.Idle.IsIdle(1), "node 1 has nothing to do");
    }

    /// <summary>A world at rest that ran on a pCPU last.</summary>
    private static World Ran(HostHarness host, int pcpu)
    {
        var world = host.AddVm($"vm{host.Vms.Count}", 1).Vcpus[0];
        world.LastPcpu = pcpu;
        return world;
    }

    /// <summary>A world that keeps a pCPU.</summary>
    private static void Occupy(HostHarness host, int pcpu)
    {
        var world = Ran(host, pcpu);
        host.KeepBusy(world);
        Assert.Equal(pcpu, world.Pcpu);
    }
}
