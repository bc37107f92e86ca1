using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Esxi;

/// <summary>Worlds that wake each other often are placed under one last-level cache. cpu-and-memory 2.4: more than 500 times a second.</summary>
public sealed class RelationTests
{
    private static readonly EsxiCpuParameters Rules = new() { CoStopSkew = SimDuration.Zero };

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    /// <summary>Cores 0 and 1 share a cache, 2 and 3 another.</summary>
    private static CpuParameters Pairs => HostHarness.Cores(4) with { CoresPerCache = 2 };

    [Theory]
    [InlineData(1000, 500, 1)]  // 1 ms apart: 1000 a second, so to the idle core beside the waker
    [InlineData(2500, 500, 2)]  // 400 a second: stays on its own core
    [InlineData(2500, 300, 1)]
    [InlineData(1000, 0, 2)]    // switched off
    public void A_world_woken_often_by_another_moves_under_its_cache(double everyUs, double threshold, int pcpu)
    {
        var bench = new Bench(Pairs, Rules with { CommRateThreshold = threshold });
        var woken = bench.Ran(2);
        bench.KeepWaking(waker: bench.Ran(0), woken, Us(everyUs));
        // The rate is known after a second.
        bench.Host.Run(0.9);
        Assert.Equal(2, woken.LastPcpu);
        bench.Host.Run(0.2);
        Assert.Equal(pcpu, woken.LastPcpu);
        var moves = woken.Migrations;
        bench.Host.Run(2.0);
        Assert.Equal((pcpu, moves), (woken.LastPcpu, woken.Migrations));
    }

    [Fact]
    public void It_is_a_pair_that_communicates_not_a_crowd()
    {
        // Three under one cache wake it 400, 385 and 370 times a second: more than 1000 together, but none of them 500.
        var bench = new Bench(HostHarness.Cores(8) with { CoresPerCache = 4 }, Rules);
        var woken = bench.Ran(4);
        for (var pcpu = 0; pcpu < 3; pcpu++) bench.KeepWaking(bench.Ran(pcpu), woken, Us(2500 + (100 * pcpu)));
        bench.Host.Run(3.0);
        Assert.Equal(4, woken.LastPcpu);
    }

    [Fact]
    public void A_relation_under_its_own_cache_keeps_a_world_that_has_others_elsewhere()
    {
        // A neighbour in its own cache wakes it as often as one elsewhere, at other times.
        var bench = new Bench(Pairs, Rules);
        var woken = bench.Ran(2);
        bench.KeepWaking(bench.Ran(0), woken, Us(1000));
        bench.KeepWaking(bench.Ran(3), woken, Us(1150));
        bench.Host.Run(3.0);
        Assert.Equal((2, 0), (woken.LastPcpu, woken.Migrations));
    }

    [Fact]
    public void Of_more_worlds_than_are_counted_one_that_stands_out_is_found()
    {
        // Nine wake it some 100 times a second each and the tenth 1000 times: with four counters at most 1900 / 5 are missing from its count, so 620 are left.
        var bench = new Bench(HostHarness.Cores(12) with { CoresPerCache = 6 }, Rules with { CommRateThreshold = 600 });
        var woken = bench.Ran(0);
        bench.KeepWaking(bench.Ran(6), woken, Us(1000));
        for (var i = 0; i < 9; i++) bench.KeepWaking(bench.Ran(i < 5 ? i + 1 : i + 2), woken, Us(10_000 + (130 * i)));
        bench.Host.Run(3.0);
        Assert.Equal(1, bench.Host.Dispatcher.Topology.CacheOf(woken.LastPcpu));
    }

    [Fact]
    public void A_core_that_is_taken_and_a_home_node_keep_it_away()
    {
        var bench = new Bench(Pairs, Rules);
        var woken = bench.Ran(2);
        bench.KeepWaking(bench.Ran(0), woken, Us(1000));
        bench.Host.KeepBusy(bench.Ran(1));
        bench.Host.Run(2.0);
        Assert.Equal(2, woken.LastPcpu);

        bench = new Bench(HostHarness.Cores(2, sockets: 2), Rules);
        (woken, var free) = (bench.Ran(2), bench.Ran(3));
        woken.HomeNode = 1;
        var waker = bench.Ran(0);
        // One after the other: each once a millisecond.
        bench.KeepWaking(waker, woken, Us(500));
        bench.KeepWaking(waker, free, Us(500));
        bench.Host.Run(2.0);
        Assert.Equal((2, 1), (woken.LastPcpu, free.LastPcpu));
    }

    [Theory]
    [InlineData(500, 0)]
    [InlineData(0, 20)]
    public void What_is_handed_over_inside_a_cache_costs_nothing_more(double threshold, double microseconds)
    {
        // All else is free: 1000 waits of 20 us a second while the two are under different caches.
        var bench = new Bench(Pairs, Rules with { CommRateThreshold = threshold }, HostHarness.NoCosts with { WakeAcrossCaches = Us(20) });
        var woken = bench.Ran(2);
        bench.KeepWaking(bench.Ran(0), woken, Us(1000));
        bench.Host.Run(2.0);
        bench.Host.Dispatcher.ResetAccounts();
        bench.Host.Run(1.0);
        Assert.Equal(1000, woken.Wakes);
        Assert.Equal(1000 * Us(microseconds).Picoseconds, woken.ReadyTime);
    }

    private sealed class Bench(CpuParameters cpu, EsxiCpuParameters rules, DispatchCosts? costs = null)
    {
        public HostHarness Host { get; } = HostHarness.Esxi(cpu, rules, costs);

        /// <summary>A world that ran on a pCPU last.</summary>
        public World Ran(int pcpu)
        {
            var world = Host.AddVm($"vm{Host.Vms.Count}", 1).Vcpus[0];
            world.LastPcpu = pcpu;
            return world;
        }

        /// <summary>Lets a world compute without end and give another 100 us of work after every piece.</summary>
        public void KeepWaking(World waker, World woken, SimDuration every) =>
            Host.Dispatcher.Submit(waker, new WorkItem(every.Picoseconds, new Giver(Host, woken, every), 0));
    }

    private sealed class Giver(HostHarness host, World woken, SimDuration every) : IWorkSink
    {
        private readonly WorkLog _ignored = new();

        public void OnWorkDone(World world, in WorkItem item)
        {
            host.Dispatcher.Submit(woken, new WorkItem(Us(100).Picoseconds, _ignored, 0));
            host.Dispatcher.Submit(world, new WorkItem(every.Picoseconds, this, 0));
        }
    }
}
