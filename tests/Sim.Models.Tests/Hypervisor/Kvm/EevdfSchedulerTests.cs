using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

public sealed class EevdfSchedulerTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Theory]
    [InlineData(1000, 3)]   // ceil(2.8 ms / 1 ms) ticks of 1 ms
    [InlineData(250, 4)]    // ceil(2.8 ms / 4 ms) ticks of 4 ms
    public void Two_busy_vcpus_alternate_every_slice_rounded_up_to_ticks(double tickRate, int turnMilliseconds)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1), new FairParameters { TickRate = tickRate });
        var first = host.AddBusyVm("a", 1).Vcpus[0];
        var second = host.AddBusyVm("b", 1).Vcpus[0];
        // In the middle of each turn the right one runs; the first was there first.
        for (var turn = 0; turn < 200; turn++)
        {
            host.Run(Ms(turn == 0 ? turnMilliseconds / 2.0 : turnMilliseconds));
            Assert.Same(turn % 2 == 0 ? first : second, host.Dispatcher.RunningOn(0));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Equal_busy_vcpus_share_a_pcpu_within_one_slice_and_lags_stay_bounded(int worlds)
    {
        // cpu-and-memory C, check 1: each gets 1/N within one slice (here with the tick: 3 ms); |lag| <= slice + tick = 3.8 ms of its own time.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var vcpus = Enumerable.Range(0, worlds).Select(i => host.AddBusyVm($"vm{i}", 1, group: host.Groups.Root).Vcpus[0]).ToArray();
        for (var look = 0; look < 600; look++)
        {
            host.Run(Ms(1.7));
            var fair = (double)host.Now.Picoseconds / worlds;
            Assert.All(vcpus, vcpu => Assert.InRange(vcpu.RunTime - fair, -Ms(3).Picoseconds, Ms(3).Picoseconds));
            var mean = vcpus.Average(vcpu => (double)vcpu.Entity.VirtualTime);
            Assert.All(vcpus, vcpu => Assert.InRange(vcpu.Entity.VirtualTime - mean, -Ms(3.8).Picoseconds, Ms(3.8).Picoseconds));
            // Lags sum to zero by definition of the mean; virtual time is conserved: it grows by elapsed / N on average.
            Assert.Equal(fair, mean, fair * 1e-9);
        }
    }

    [Fact]
    public void A_vms_weight_is_shared_by_its_busy_vcpus_so_that_wide_and_narrow_vms_get_the_same()
    {
        // One pCPU, VM a with 1 busy vCPU, VM b with 3: each VM weighs 1024, so each gets half and b's vCPUs a sixth each.
        // One slice of error is 3 ms of 3 s, twice (a turn of each).
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var narrow = host.AddBusyVm("a", 1);
        var wide = host.AddBusyVm("b", 3);
        host.Run(0.2);
        host.Dispatcher.ResetAccounts();
        host.Run(6.0);
        Assert.Equal(0.5, host.PcpusUsed(narrow), 0.005);
        Assert.Equal(0.5, host.PcpusUsed(wide), 0.005);
        Assert.All(wide.Vcpus, vcpu => Assert.Equal(1 / 6.0, vcpu.RunTime / 6e12, 0.005));
    }

    [Fact]
    public void Weights_1024_to_2048_split_a_pcpu_one_to_two()
    {
        // cpu-and-memory C, check 2, by numbers of vCPUs: VMs of equal weight with one and two vCPUs, one of the two on this pCPU and one elsewhere,
        // weigh 1024 and 512 here. The heavier one has the closer deadline: slice * 1024 / w.
        // Each pCPU is a node and every thread stays on its own: balancing would put the two of 512 beside each other.
        var host = HostHarness.Kvm(HostHarness.Cores(1, sockets: 2));
        var one = host.AddVm("one", 1, home: 0).Vcpus[0];
        var two = host.AddVm("two", 2).Vcpus;
        (two[0].HomeNode, two[1].HomeNode) = (0, 1);
        foreach (var vcpu in new[] { one, two[0], two[1] }) host.KeepBusy(vcpu);
        host.Run(6.0);
        Assert.Equal(2.0, (double)one.RunTime / two[0].RunTime, 0.01);
        Assert.Equal(6e12, two[1].RunTime, 0.0);
    }

    [Fact]
    public void A_sleeper_wakes_at_the_queues_virtual_time_without_credit()
    {
        // cpu-and-memory C, check 3. The sleeper ran alone, so it slept with lag 0; five seconds later it is placed at V and gets half, no more.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var sleeper = host.AddVm("sleeper", 1, group: host.Groups.Root).Vcpus[0];
        var busy = host.AddVm("busy", 1, group: host.Groups.Root).Vcpus[0];
        host.Submit(sleeper, Ms(1));
        host.Run(Ms(10));
        Assert.Equal(0, sleeper.Entity.Lag);
        host.KeepBusy(busy);
        host.Run(5.0);
        host.KeepBusy(sleeper);
        var atWake = (sleeper.Entity.VirtualTime, sleeper.RunTime, busy.RunTime);
        Assert.Equal(busy.Entity.VirtualTime, atWake.VirtualTime);
        for (var i = 0; i < 50; i++)
        {
            host.Run(Ms(2.3));
            Assert.InRange((sleeper.RunTime - atWake.Item2) - (busy.RunTime - atWake.Item3), -Ms(6).Picoseconds, Ms(3).Picoseconds);
        }
    }

    [Fact]
    public void A_waking_vcpu_does_not_preempt_before_the_running_one_had_its_slice()
    {
        // Run to parity: woken at 1 ms, it waits until the tick after the running one's 2.8 ms.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        host.AddBusyVm("busy", 1);
        var waker = host.AddVm("waker", 1).Vcpus[0];
        host.Run(Ms(1));
        var log = host.Submit(waker, Ms(0.5));
        host.Run(Ms(10));
        Assert.Equal([new SimTime(Ms(3.5).Picoseconds)], log.Done);
        Assert.Equal(Ms(2).Picoseconds, waker.ReadyTime);
    }

    [Fact]
    public void A_sleeper_that_is_owed_time_takes_the_pcpu_from_one_that_is_ahead_before_its_slice_is_over()
    {
        // busy runs to the tick at 3 ms; the sleeper, placed at 0.5 ms, runs 1 ms to 4 ms and sleeps with a lag of (3 + 1.5) / 2 - 1.5 = 0.75 ms.
        // At 4.5 ms busy is at 3.5 ms and protected until 5.8; the sleeper comes back at 3.5 - 2 x 0.75 = 2 ms, the average is 2.75: busy is ahead and gives way.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        host.AddBusyVm("busy", 1, group: host.Groups.Root);
        var sleeper = host.AddVm("sleeper", 1, group: host.Groups.Root).Vcpus[0];
        host.Run(Ms(0.5));
        var first = host.Submit(sleeper, Ms(1));
        host.Run(Ms(4));
        var second = host.Submit(sleeper, Ms(0.2));
        host.Run(Ms(1));
        Assert.Equal([new SimTime(Ms(4).Picoseconds)], first.Done);
        Assert.Equal([new SimTime(Ms(4.7).Picoseconds)], second.Done);
    }

    [Fact]
    public void Pieces_of_work_that_end_between_ticks_do_not_put_off_the_end_of_a_slice()
    {
        // Ticks of 4 ms, slice 1.4 ms. a starts at 0.5 ms, is past its slice at 1.9 ms and must leave at the tick at 4 ms, although its account is
        // brought up to date after every piece (2.7 ms: a new request begins there that would be due at the tick at 8 ms).
        var (host, a, b) = TwoWithPieces();
        host.Run(Ms(3.3));
        Assert.Same(a, host.Dispatcher.RunningOn(0));
        host.Run(Ms(0.2));
        Assert.Same(b, host.Dispatcher.RunningOn(0));
    }

    [Fact]
    public void Work_that_ends_exactly_at_a_tick_does_not_skip_it()
    {
        // Pieces of 1 ms from time 0 end at every tick of 4 ms, where the slice of 1.4 ms is over: turns of 4 ms each.
        var host = HostHarness.Kvm(HostHarness.Cores(1), new FairParameters { TickRate = 250, Slice = Ms(1.4) });
        var a = host.AddVm("a", 1).Vcpus[0];
        var b = host.AddVm("b", 1).Vcpus[0];
        for (var piece = 0; piece < 20; piece++)
        {
            host.Submit(a, Ms(1));
            host.Submit(b, Ms(1));
        }

        host.Run(Ms(4.5));
        Assert.Same(b, host.Dispatcher.RunningOn(0));
        host.Run(Ms(4));
        Assert.Same(a, host.Dispatcher.RunningOn(0));
    }

    [Fact]
    public void A_wake_up_past_the_slice_of_the_running_one_lets_the_best_run_whoever_woke()
    {
        // a is past its slice at 1.9 ms. c wakes at 2.5 ms and is placed at the average; b has waited since 0.6 ms, is behind it and due first.
        var (host, a, b) = TwoWithPieces();
        var c = host.AddVm("c", 1).Vcpus[0];
        host.Run(Ms(1.9));
        Assert.Same(a, host.Dispatcher.RunningOn(0));
        host.Submit(c, Ms(1));
        host.Run(Ms(0.1));
        Assert.Same(b, host.Dispatcher.RunningOn(0));
    }

    /// <summary>At 0.6 ms: a has run since 0.5 ms in pieces of 1.1 ms, b waits with the same.</summary>
    private static (HostHarness Host, World A, World B) TwoWithPieces()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1), new FairParameters { TickRate = 250, Slice = Ms(1.4) });
        var a = host.AddVm("a", 1).Vcpus[0];
        var b = host.AddVm("b", 1).Vcpus[0];
        host.Run(Ms(0.5));
        for (var piece = 0; piece < 10; piece++) host.Submit(a, Ms(1.1));
        host.Run(Ms(0.1));
        for (var piece = 0; piece < 10; piece++) host.Submit(b, Ms(1.1));
        return (host, a, b);
    }

    [Fact]
    public void A_vcpu_that_blocks_ahead_of_its_share_burns_off_its_lag_while_asleep()
    {
        // a runs 2 ms, ahead of b who waits; it blocks owing 1 ms. With delayed dequeue the debt is burnt off while b runs: after b's 2 ms
        // V has caught up, and a wakes with nothing owed. Without it the debt would be kept over any sleep.
        foreach (var (delay, owes) in new[] { (true, false), (false, true) })
        {
            var host = HostHarness.Kvm(HostHarness.Cores(1), new FairParameters { DelayDequeue = delay });
            var a = host.AddVm("a", 1, group: host.Groups.Root).Vcpus[0];
            var b = host.AddVm("b", 1, group: host.Groups.Root).Vcpus[0];
            host.Submit(a, Ms(2));
            host.KeepBusy(b);
            host.Run(Ms(2.5));
            Assert.Equal(WorldState.Blocked, a.State);
            Assert.Equal(delay, a.Entity.IsDelayed);
            Assert.Equal(-Ms(1).Picoseconds, a.Entity.Lag);
            host.Run(Ms(20));
            host.KeepBusy(a);
            Assert.Equal(owes, a.Entity.VirtualTime > b.Entity.VirtualTime);
        }
    }

    [Fact]
    public void Four_busy_against_eight_busy_vcpus_on_eight_pcpus()
    {
        // cpu-and-memory C, check 6: equal VM weights; 4.0 to 4.0 once balanced by load, 2.67 to 5.33 while each of a's vCPUs shares with one of b's.
        // Our balancing counts waiting worlds instead of weighing them, so that 12 busy vCPUs on 8 pCPUs (4 pairs, 4 alone) stay where wake-up
        // placement put them; a (started first, on idle cores) ends between the two: with k of a's 4 sharing it has 4 - k / 3.
        var host = HostHarness.Kvm(HostHarness.Cores(8));
        var a = host.AddBusyVm("a", 4);
        var b = host.AddBusyVm("b", 8);
        host.Run(1.0);
        host.Dispatcher.ResetAccounts();
        host.Run(10.0);
        var used = host.PcpusUsed(a);
        Assert.InRange(used, 2.66, 4.01);
        Assert.Equal(8.0, used + host.PcpusUsed(b), 1e-9);
        var sharing = a.Vcpus.Count(vcpu => vcpu.ReadyTime > 0);
        Assert.Equal(4 - (sharing / 3.0), used, 0.02);
    }

    [Fact]
    public void A_pcpu_about_to_idle_pulls_a_waiting_vcpu()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(2));
        var shorter = host.AddVm("short", 1).Vcpus[0];
        var longer = host.AddVm("long", 1).Vcpus[0];
        var third = host.AddVm("third", 1).Vcpus[0];
        host.Submit(shorter, Ms(0.5));
        host.Submit(longer, Ms(50));
        var log = host.Submit(third, Ms(10));
        host.Run(Ms(100));
        // It waits at most until the first one blocks, then has a pCPU to itself.
        Assert.Equal([new SimTime(Ms(10.5).Picoseconds)], log.Done);
    }
}
