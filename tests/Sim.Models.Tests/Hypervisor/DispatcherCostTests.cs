using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor;

/// <summary>What a start costs, what sharing a core costs, and what work done by slow memory takes: each part alone, to the picosecond.</summary>
public sealed class DispatcherCostTests
{
    private static readonly DispatchCosts Costs = new()
    {
        ContextSwitch = Us(2),
        Wake = Us(3),
        MigrationInCache = Us(5),
        MigrationAcrossCaches = Us(50),
        MigrationAcrossNodes = Us(100),
        PollResume = Us(0.8),
    };

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Theory]
    [InlineData(100, 2)]     // idle for less than 200 us: C1
    [InlineData(200, 40)]    // from 200 us on: the deep state
    [InlineData(5000, 40)]
    public void A_woken_world_pays_idle_exit_switch_and_wake(double idleMicroseconds, double exitMicroseconds)
    {
        var cpu = HostHarness.Cores(1) with { IdleStates = HostHarness.IdleExits(Us(2), Us(40)) };
        var host = HostHarness.Kvm(cpu, costs: Costs);
        var world = host.AddVm("vm", 1).Vcpus[0];
        // The first start leaves the deep or the shallow state alike; the idle time that counts begins when it blocks.
        var first = host.Submit(world, Us(10));
        host.Run(Us(50));
        var woken = Assert.Single(first.Done) + Us(idleMicroseconds);
        host.Run(woken - host.Now);
        var log = host.Submit(world, Us(10));
        host.Run(Ms(1));
        Assert.Equal([woken + Us(exitMicroseconds + 2 + 3 + 10)], log.Done);
        // The start is ready time (2 + 3 + exit), never run time.
        Assert.Equal(Us(20), new SimDuration(world.RunTime));
    }

    [Theory]
    [InlineData(false, 1, 5)]     // another core of the node
    [InlineData(true, 1, 0)]      // the other thread of the core
    [InlineData(false, 2, 100)]   // another node
    public void A_move_pays_for_cold_caches(bool smt, int sockets, double refillMicroseconds)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(smt || sockets > 1 ? 1 : 2, smt, sockets), costs: Costs);
        var mover = host.AddVm("mover", 1).Vcpus[0];
        host.AddVm("never", 1);
        var hog = host.AddVm("hog", 1).Vcpus[0];
        host.Submit(mover, Ms(1));
        host.Run(Ms(15));
        // Long enough for the hog's load: two threads are left on a node that has time for both.
        host.KeepBusy(hog);
        host.Run(Ms(2000.5));
        Assert.Equal((0, 0), (mover.LastPcpu, hog.Pcpu));
        var log = host.Submit(mover, Ms(1));
        host.Run(Ms(10));
        // Inside the node it moves when it wakes; to another node the balancing moves it at the next tick, before the hog's slice ends 3 ms after it began.
        var moved = sockets > 1 ? Ms(2016) : Ms(2015.5);
        Assert.Equal(1, mover.LastPcpu);
        Assert.Equal([SimTime.Zero + moved + Us(2 + 3 + refillMicroseconds) + (Ms(1) * (smt ? 1.6 : 1))], log.Done);
    }

    [Fact]
    public void A_move_to_another_cache_of_the_node_pays_more_than_one_inside_it_and_less_than_one_to_another_node()
    {
        // As above, on two cores with a last-level cache each. A waking thread does not leave its cache: it waits on its last pCPU, where the hog came first,
        // until the idle one is kicked at the next tick, 16 ms.
        var host = HostHarness.Kvm(HostHarness.Cores(2) with { CoresPerCache = 1 }, costs: Costs);
        var mover = host.AddVm("mover", 1).Vcpus[0];
        host.AddVm("never", 1);
        var hog = host.AddVm("hog", 1).Vcpus[0];
        host.Submit(mover, Ms(1));
        host.Run(Ms(15));
        host.KeepBusy(hog);
        host.Run(Ms(0.5));
        var log = host.Submit(mover, Ms(1));
        host.Run(Ms(10));
        Assert.Equal(1, mover.LastPcpu);
        Assert.Equal([SimTime.Zero + Ms(16) + Us(2 + 3 + 50) + Ms(1)], log.Done);
    }

    [Theory]
    [InlineData(1.25)]
    [InlineData(1.0)]
    [InlineData(1.45)]
    public void Busy_siblings_share_the_cores_throughput(double throughput)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1, smt: true) with { SmtThroughput = throughput });
        var one = host.AddBusyVm("a", 1).Vcpus[0];
        host.Run(1.0);
        host.Dispatcher.CheckAccounts();
        Assert.Equal(1_000_000_000_000, one.WorkDone);
        var two = host.AddBusyVm("b", 1).Vcpus[0];
        host.Dispatcher.ResetAccounts();
        host.Run(1.0);
        // Rates are kept in 1/65536.
        Assert.Equal(throughput / 2, one.WorkDone / 1e12, 1.0 / 65536);
        Assert.Equal(throughput / 2, two.WorkDone / 1e12, 1.0 / 65536);
        Assert.Equal(1_000_000_000_000, one.RunTime);
    }

    [Fact]
    public void A_sibling_that_comes_and_goes_delays_long_work_exactly()
    {
        // 10 ms of work beside a sibling that computes for 80 us (50 us of work at 0.625) in each of the first twenty 200 us. In 80 us at 0.625
        // the long work gets on by 50 us, so it loses 20 x 30 us = 0.6 ms in all.
        var host = HostHarness.Kvm(HostHarness.Cores(1, smt: true));
        var log = host.Submit(host.AddVm("long", 1).Vcpus[0], Ms(10));
        var sibling = host.AddVm("short", 1).Vcpus[0];
        for (var burst = 0; burst < 20; burst++)
        {
            host.Submit(sibling, Ms(0.05));
            host.Run(Ms(0.2));
        }

        var fired = host.Calendar.Fired;
        host.Run(0.1);
        Assert.Equal(SimTime.Zero + Ms(10.6), Assert.Single(log.Done));
        // The completion comes at 10 ms, too early, and is sent on to 10.6 ms; and up to 104 ms queues are balanced at a hundred ticks.
        Assert.Equal(2 + 100, host.Calendar.Fired - fired);
    }

    [Fact]
    public void A_sibling_that_stops_gives_the_core_back_at_once()
    {
        // 3 ms of work: 1.6 ms shared gives 1 ms of it, the other 2 ms run alone. The sibling's 1 ms takes the same 1.6 ms.
        var host = HostHarness.Kvm(HostHarness.Cores(1, smt: true));
        var longer = host.Submit(host.AddVm("a", 1).Vcpus[0], Ms(3));
        var shorter = host.Submit(host.AddVm("b", 1).Vcpus[0], Ms(1));
        host.Run(Ms(10));
        Assert.Equal([new SimTime(Ms(1.6).Picoseconds)], shorter.Done);
        Assert.Equal([new SimTime(Ms(3.6).Picoseconds)], longer.Done);
    }

    [Fact]
    public void Work_on_remote_memory_takes_its_slowdown()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var world = host.AddVm("a", 1).Vcpus[0];
        world.NodeSpeed = [32768];
        var log = host.Submit(world, Ms(3));
        host.Run(Ms(10));
        Assert.Equal([new SimTime(Ms(6).Picoseconds)], log.Done);
    }

    [Fact]
    public void An_interrupt_goes_before_the_work_under_way_and_loses_none_of_it()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var world = host.AddVm("a", 1).Vcpus[0];
        var work = host.Submit(world, Ms(3));
        host.Run(Ms(1));
        var handler = new WorkLog { Calendar = host.Calendar };
        host.Dispatcher.Submit(world, new WorkItem(Ms(0.25).Picoseconds, handler, 0), urgent: true);
        host.Run(Ms(10));
        Assert.Equal([new SimTime(Ms(1.25).Picoseconds)], handler.Done);
        Assert.Equal([new SimTime(Ms(3.25).Picoseconds)], work.Done);
    }

    [Fact]
    public void A_soft_interrupt_takes_the_pcpu_from_a_protected_thread()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        host.AddBusyVm("busy", 1);
        var receiver = host.Dispatcher.AddWorld("host/rx0", WorldKind.HostInterrupt, vmId: -1, source: null, PollPolicy.Off);
        host.Run(Ms(1.25));
        var log = host.Submit(receiver, Us(10));
        host.Run(Ms(1));
        Assert.Equal([new SimTime((Ms(1.25) + Us(10)).Picoseconds)], log.Done);
    }

    [Fact]
    public void Short_idles_never_block_a_polling_vcpu_and_long_ones_end_polling()
    {
        // cpu-and-memory C, check 12. Maximum 200 us, first window 10 us, doubled, halved.
        var polling = new PollPolicy(Us(200), Us(10), 2);
        var host = HostHarness.Kvm(HostHarness.Cores(1), costs: Costs, polling: polling);
        var world = host.AddVm("vm", 1).Vcpus[0];
        void Pulse(double idle)
        {
            host.Submit(world, Us(20));
            host.Run(Us(20 + 20));                    // the work, and its start
            host.Run(Us(idle));
        }

        // Idle times of some 100 us: the window grows 10, 20, ... until 160 us covers them; then they are polled and nothing is dispatched.
        for (var i = 0; i < 8; i++) Pulse(100);
        var (dispatches, blocked) = (world.Dispatches, world.BlockedTime);
        for (var i = 0; i < 50; i++) Pulse(100);
        Assert.Equal(dispatches, world.Dispatches);
        Assert.Equal(blocked, world.BlockedTime);

        // Idle times above 200 us: 160, 80, 40, 20, 10, 0; after the sixth no more polling.
        for (var i = 0; i < 7; i++) Pulse(5_000);
        var polled = world.PollTime;
        for (var i = 0; i < 20; i++) Pulse(5_000);
        Assert.Equal(polled, world.PollTime);
    }

    [Fact]
    public void Polling_gives_way_at_once_to_a_world_that_wants_the_pcpu()
    {
        var polling = new PollPolicy(Us(200), Us(200), 2);
        var host = HostHarness.Kvm(HostHarness.Cores(1), polling: polling);
        var poller = host.AddVm("poller", 1).Vcpus[0];
        var other = host.AddVm("other", 1).Vcpus[0];
        host.Submit(poller, Us(10));
        host.Run(Us(60));
        host.Submit(poller, Us(10));
        host.Run(Us(50));
        Assert.True(host.Dispatcher.IsHalted(poller) && poller.State == WorldState.Running, "it polls");
        var log = host.Submit(other, Us(30));
        host.Run(Us(100));
        Assert.Equal([new SimTime(Us(110 + 30).Picoseconds)], log.Done);
        Assert.Equal(WorldState.Blocked, poller.State);
    }

    [Theory]
    [InlineData(0, 150, 10)]       // grows from nothing to the start
    [InlineData(10, 150, 20)]
    [InlineData(160, 190, 200)]    // capped
    [InlineData(80, 70, 80)]       // the poll paid: kept
    [InlineData(80, 300, 40)]      // longer than the maximum: halved
    [InlineData(10, 300, 0)]       // below the start: off
    [InlineData(200, 201, 100)]
    [InlineData(0, 300, 0)]
    public void The_window_follows_the_kernels_rule(double window, double halted, double next) =>
        Assert.Equal(Us(next), new PollPolicy(Us(200), Us(10), 2).Next(Us(window), Us(halted)));

    [Fact]
    public void Idles_of_one_length_take_the_window_up_until_it_covers_them_and_no_further()
    {
        // 10 us at first, doubled while the idle time is longer: 10, 20, 40, 80, 160 us; 150 us then ends inside the window, which is kept.
        var policy = new PollPolicy(Us(200), Us(10), 2);
        var windows = new List<SimDuration>();
        for (var window = SimDuration.Zero; windows.Count < 7; windows.Add(window)) window = policy.Next(window, Us(150));
        Assert.Equal([Us(10), Us(20), Us(40), Us(80), Us(160), Us(160), Us(160)], windows);
    }

    [Theory]
    [InlineData(2, 5)]    // 200 us -> 100, 50, 25, 12.5, and 6.25 is below the start of 10 us: 0
    [InlineData(0, 1)]    // up to about Linux 6.8: at once
    public void Idles_beyond_the_maximum_take_the_window_down(int shrink, int wanted)
    {
        var policy = new PollPolicy(Us(200), Us(10), shrink);
        var (window, halts) = (Us(200), 0);
        for (; window > SimDuration.Zero; halts++) window = policy.Next(window, Us(5000));
        Assert.Equal(wanted, halts);
        Assert.Equal(SimDuration.Zero, policy.Next(window, Us(5000)));
    }

    [Fact]
    public void An_iothreads_window_falls_to_zero_at_once() =>
        Assert.Equal(SimDuration.Zero, new PollPolicy(Us(32), Us(4), 0).Next(Us(32), Us(33)));
}
