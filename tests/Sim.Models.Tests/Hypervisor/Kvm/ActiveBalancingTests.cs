using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>Running threads that are moved although nobody waits, and threads that wake towards their wakers: cpu-and-memory 1.5 and 1.6.</summary>
public sealed class ActiveBalancingTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Fact]
    public void Two_busy_threads_of_a_core_are_spread_over_an_idle_one_after_four_failures()
    {
        // Two cores of two threads, pCPUs 0 and 1 busy. Each running thread gives 0.625 of a core. An idle pCPU of the cache is due every 4 ms (4 pCPUs), ticks of
        // balancing are 1 ms. nr_balance_failed must exceed cache_nice_tries + 2 = 3: the fourth failure pushes. The first idle pCPU of the idle core, 2, first looks at the
        // first kick, so it is moved at the earliest 12 ms and at the latest 20 ms after both run.
        var host = HostHarness.Kvm(HostHarness.Cores(2, smt: true));
        World[] busy = [Start(host, "a", 0), Start(host, "b", 1)];
        host.Run(Ms(11));
        Assert.Equal([0, 1], busy.Select(world => world.Pcpu).Order());
        host.Run(Ms(9));
        Assert.Contains(2, busy.Select(world => world.Pcpu));
        Assert.Equal(2, busy.Select(world => host.Dispatcher.Topology.CoreOf(world.Pcpu)).Distinct().Count());

        // From then on both run at full speed, and nothing moves any more.
        var places = busy.Select(world => world.Pcpu).ToArray();
        host.Dispatcher.ResetAccounts();
        host.Run(1.0);
        Assert.Equal(places, busy.Select(world => world.Pcpu));
        Assert.All(busy, world => Assert.Equal(1e12, world.WorkDone, 0.0));
    }

    [Fact]
    public void A_core_with_one_thread_more_than_another_is_left_alone()
    {
        // Cores of 2 and 1 threads: sibling_imbalance is 1, not above 1.
        var host = HostHarness.Kvm(HostHarness.Cores(2, smt: true));
        World[] busy = [Start(host, "a", 0), Start(host, "b", 1), Start(host, "c", 2)];
        host.Run(1.0);
        Assert.Equal([0, 1, 2], busy.Select(world => world.Pcpu));
    }

    [Fact]
    public void A_pinned_thread_is_not_pushed()
    {
        // The source pCPU is the first of those with most threads; what runs there may not leave (out_one_pinned).
        var host = HostHarness.Kvm(HostHarness.Cores(2, smt: true));
        World[] busy = [Start(host, "a", 0, "0-1"), Start(host, "b", 1)];
        host.Run(1.0);
        Assert.Equal([0, 1], busy.Select(world => world.Pcpu));
    }

    [Fact]
    public void Running_threads_are_spread_over_the_caches_of_a_node()
    {
        // One node of two caches of four cores: four threads in the first, none in the second. Each push takes one over while the difference is above 1: 4-0, 3-1, 2-2. A group's
        // pCPU is due every 8 ms and pushes at its fourth failure: within 3 x 40 ms all is even.
        var host = HostHarness.Kvm(HostHarness.Cores(8) with { CoresPerCache = 4 });
        World[] busy = [.. Enumerable.Range(0, 4).Select(i => Start(host, $"vm{i}", i))];
        host.Run(Ms(30));
        Assert.All(busy, world => Assert.InRange(world.Pcpu, 0, 3));
        host.Run(Ms(90));
        Assert.Equal(2, busy.Count(world => world.Pcpu < 4));
    }

    [Theory]
    [InlineData(2, 2)]   // a pair on a node stays together beside an empty one: 2 - 0 = NUMA_IMBALANCE_MIN
    [InlineData(3, 2)]   // 3 - 0 is more than that: one goes, and 2 - 1 is none
    public void A_pair_of_threads_stays_on_its_node_beside_a_hardly_loaded_one(int threads, int left)
    {
        // 8 pCPUs a node: a node with at most 8 / 8 = 1 thread, the one to come included, is hardly loaded.
        var host = HostHarness.Kvm(HostHarness.Cores(8, sockets: 2));
        World[] busy = [.. Enumerable.Range(0, threads).Select(i => Start(host, $"vm{i}", i))];
        host.Run(1.0);
        Assert.Equal(left, busy.Count(world => world.Pcpu < 8));
    }

    [Theory]
    [InlineData(1, true, 3)]    // the waker's cache has idle pCPUs and its pCPU less load than the last one: the first idle one after the waker's
    [InlineData(1, false, 0)]   // woken by a device, nobody's pCPU
    [InlineData(-1, true, 0)]   // no thread waits at the last pCPU: 1024 + 1024 is not below (1024 - 1024) x 1.085
    public void A_thread_wakes_towards_its_waker_when_its_own_pcpu_is_the_busier_one(int waiting, bool byThread, int expected)
    {
        // Two caches of two pCPUs. Hogs on 0, of which one waits or none, the waker on 2. The sleeper was last on 0, whose cache is full: pCPU 1 is busy too.
        var host = HostHarness.Kvm(HostHarness.Cores(4) with { CoresPerCache = 2 }, new FairParameters { Slice = Ms(1000), NewIdle = NewIdleSearch.Always });
        foreach (var (name, cpu) in new[] { ("h0", "0"), ("h1", "1") }) Start(host, name, int.Parse(cpu, System.Globalization.CultureInfo.InvariantCulture), cpu);
        for (var i = 0; i < waiting + 1; i++) Start(host, $"w{i}", 0, "0");
        var sleeper = host.AddVm("sleeper", 1).Vcpus[0];
        sleeper.LastPcpu = 0;
        var waker = host.AddVm("waker", 1).Vcpus[0];
        (waker.LastPcpu, waker.Affinity) = (2, PcpuSet.Parse("2"));
        host.Run(Ms(500));
        var kick = new Kick(host, sleeper);
        if (byThread) host.Dispatcher.Submit(waker, new WorkItem(Ms(1).Picoseconds, kick, 0));
        else kick.OnWorkDone(waker, default);
        host.Run(Ms(1.5));
        Assert.Equal(expected, kick.Place);
    }

    [Fact]
    public void A_waker_that_fans_out_does_not_pull_its_wakees_to_itself()
    {
        // wake_wide: 2 pCPUs a cache; the waker turns between four threads, 40 flips; each of them wakes two others, flips of 2 or more: 40 >= 2 x 2, so they stay where they were.
        var host = HostHarness.Kvm(HostHarness.Cores(4) with { CoresPerCache = 2 }, new FairParameters { Slice = Ms(1000), NewIdle = NewIdleSearch.Always });
        for (var i = 0; i < 3; i++) Start(host, $"h{i}", 0, "0");
        Start(host, "h3", 1, "1");
        var sleeper = host.AddVm("sleeper", 1).Vcpus[0];
        sleeper.LastPcpu = 0;
        sleeper.Entity.WakeeFlips = 2;
        var waker = host.AddVm("waker", 1).Vcpus[0];
        (waker.LastPcpu, waker.Affinity) = (2, PcpuSet.Parse("2"));
        host.Run(Ms(500));
        waker.Entity.WakeeFlips = 40;
        waker.Entity.FlipsHalved = host.Now;
        var kick = new Kick(host, sleeper);
        host.Dispatcher.Submit(waker, new WorkItem(Ms(1).Picoseconds, kick, 0));
        host.Run(Ms(1.5));
        Assert.Equal(0, kick.Place);
        Assert.Equal(41, waker.Entity.WakeeFlips);
    }

    private static World Start(HostHarness host, string name, int pcpu, string? cpus = null)
    {
        var world = host.AddVm(name, 1).Vcpus[0];
        world.LastPcpu = pcpu;
        if (cpus is not null) world.Affinity = PcpuSet.Parse(cpus);
        host.KeepBusy(world);
        return world;
    }

    /// <summary>When its work is done, it wakes another world.</summary>
    private sealed class Kick(HostHarness host, World wakee) : IWorkSink
    {
        /// <summary>Where the other one was put, before anybody could take it over.</summary>
        public int Place { get; private set; } = -1;

        public void OnWorkDone(World world, in WorkItem item)
        {
            host.Submit(wakee, Ms(1));
            Place = wakee.Pcpu;
        }
    }
}
