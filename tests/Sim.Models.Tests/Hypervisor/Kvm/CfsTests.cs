using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>CFS as kernels up to 6.5 run it, with the tunables of 8 and more CPUs: latency 24 ms, shortest turn 3 ms, wake-up 4 ms (cpu-and-memory 1.4).</summary>
public sealed class CfsTests
{
    private static readonly FairParameters Cfs = new() { Policy = FairPolicy.Cfs };

    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Theory]
    [InlineData(2, 1000, 13)]   // 24 ms / 2 = 12 ms; the tick at 12 ms finds it not longer than that, the one at 13 ms does
    [InlineData(2, 250, 16)]    // the same with ticks of 4 ms
    [InlineData(4, 1000, 7)]    // 24 ms / 4 = 6 ms
    [InlineData(4, 250, 8)]
    [InlineData(12, 1000, 4)]   // more than 8: 12 x 3 ms / 12 = 3 ms
    public void Busy_vcpus_take_turns_of_the_latency_by_their_number_at_the_first_tick_past_it(int vcpus, double tickRate, int turnMilliseconds)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1), Cfs with { TickRate = tickRate });
        var worlds = Enumerable.Range(0, vcpus).Select(i => host.AddBusyVm($"vm{i}", 1).Vcpus[0]).ToArray();
        for (var turn = 0; turn < 100; turn++)
        {
            host.Run(Ms(turn == 0 ? turnMilliseconds / 2.0 : turnMilliseconds));
            Assert.Same(worlds[turn % vcpus], host.Dispatcher.RunningOn(0));
        }
    }

    [Fact]
    public void Groups_share_a_pcpu_by_weight_and_their_threads_share_the_group()
    {
        // 1024 : 2048 : 3072, the heaviest with two threads: 1/6, 2/6 and twice 1.5/6. Virtual runtimes stay within a turn and a tick of each other,
        // 13 ms at most of 12 s.
        var host = HostHarness.Kvm(HostHarness.Cores(1), Cfs);
        var vms = new[] { (1024, 1), (2048, 1), (3072, 2) }.Select((vm, i) =>
            host.AddBusyVm($"vm{i}", vm.Item2, group: host.Groups.Add($"vm{i}", host.Groups.MachineSlice, vm.Item1))).ToArray();
        host.Run(0.5);
        host.Dispatcher.ResetAccounts();
        host.Run(12.0);
        const double Tolerance = 0.013 / 12;
        Assert.Equal(1 / 6.0, host.PcpusUsed(vms[0]), Tolerance);
        Assert.Equal(2 / 6.0, host.PcpusUsed(vms[1]), Tolerance);
        Assert.All(vms[2].Vcpus, vcpu => Assert.Equal(1.5 / 6, vcpu.RunTime / 12e12, 2 * Tolerance));
    }

    [Fact]
    public void A_sleeper_wakes_half_a_latency_behind_the_queue_but_never_behind_itself()
    {
        var (host, sleeper, busy) = SleeperBesideBusy();
        // Long asleep: min_vruntime is that of the only other thread; 24 ms / 2 behind it.
        var log = host.Submit(sleeper, Ms(5));
        Assert.Equal(Ms(12).Picoseconds, busy.Entity.VirtualTime - sleeper.Entity.VirtualTime);
        Assert.Same(sleeper, host.Dispatcher.RunningOn(0));
        host.Run(Ms(6));
        Assert.Single(log.Done);
        // It ran 5 ms, so it is 7 ms behind, and slept 1 ms of the other's time: 8 ms, of which nothing is forgiven.
        host.Submit(sleeper, Ms(5));
        Assert.Equal(Ms(8).Picoseconds, busy.Entity.VirtualTime - sleeper.Entity.VirtualTime);
    }

    [Theory]
    [InlineData(2.0, false)]   // 12 - 10 + 2 = 4 ms behind: not more than the granularity
    [InlineData(2.1, true)]    // 4.1 ms
    public void A_woken_vcpu_preempts_when_it_is_further_behind_than_the_wakeup_granularity(double sleepMilliseconds, bool preempts)
    {
        var (host, sleeper, busy) = SleeperBesideBusy();
        host.Submit(sleeper, Ms(10));
        host.Run(Ms(10));
        Assert.Same(busy, host.Dispatcher.RunningOn(0));
        host.Run(Ms(sleepMilliseconds));
        host.Submit(sleeper, Ms(1));
        Assert.Same(preempts ? sleeper : busy, host.Dispatcher.RunningOn(0));
    }

    [Fact]
    public void A_light_vcpu_needs_a_longer_lead_to_preempt()
    {
        // The granularity is in its own virtual time: 4 ms x 1024 / 256 = 16 ms, more than the 12 ms that a sleeper is behind at most.
        var (host, sleeper, busy) = SleeperBesideBusy(weight: 256);
        host.Submit(sleeper, Ms(1));
        Assert.Equal(Ms(12).Picoseconds, busy.Entity.VirtualTime - sleeper.Entity.VirtualTime);
        Assert.Same(busy, host.Dispatcher.RunningOn(0));
    }

    [Fact]
    public void A_thread_that_never_ran_starts_by_owing_a_turn()
    {
        // START_DEBIT: beside one other of its weight a turn is 12 ms.
        var host = HostHarness.Kvm(HostHarness.Cores(1), Cfs);
        var busy = host.AddBusyVm("busy", 1, group: host.Groups.Root).Vcpus[0];
        host.Run(Ms(5));
        var fresh = host.AddBusyVm("new", 1, group: host.Groups.Root).Vcpus[0];
        Assert.Equal(Ms(12).Picoseconds, fresh.Entity.VirtualTime - busy.Entity.VirtualTime);
    }

    [Fact]
    public void Soft_interrupts_do_not_end_a_turn()
    {
        // Two hogs; an interrupt of 0.1 ms runs at 5 ms, the first one's turn goes on after it and ends at the first tick at which it ran more than 12 ms:
        // 12.9 ms at 13 ms.
        var host = HostHarness.Kvm(HostHarness.Cores(1), Cfs);
        var first = host.AddBusyVm("a", 1).Vcpus[0];
        var second = host.AddBusyVm("b", 1).Vcpus[0];
        var interrupt = host.Dispatcher.AddWorld("net-rx", WorldKind.HostInterrupt, vmId: -1, source: null, PollPolicy.Off);
        host.Run(Ms(5));
        host.Submit(interrupt, Ms(0.1));
        host.Run(Ms(0.05));
        Assert.Same(interrupt, host.Dispatcher.RunningOn(0));
        host.Run(Ms(7.9));
        Assert.Same(first, host.Dispatcher.RunningOn(0));
        Assert.Equal(Ms(12.85).Picoseconds, first.RunTime);
        host.Run(Ms(0.1));
        Assert.Same(second, host.Dispatcher.RunningOn(0));
    }

    [Fact]
    public void A_quota_holds_as_it_does_under_eevdf()
    {
        // 20 ms of every 100 ms, which is less than the half that it is entitled to: 2 s of 10 s, off by a slice of 5 ms and a tick.
        var host = HostHarness.Kvm(HostHarness.Cores(1), Cfs);
        var capped = host.AddBusyVm("capped", 1, group: host.Groups.Add("capped", host.Groups.MachineSlice, quota: new CpuQuota(Ms(20), Ms(100), SimDuration.Zero))).Vcpus[0];
        var other = host.AddBusyVm("other", 1).Vcpus[0];
        host.Run(10.0);
        Assert.Equal(2e12, capped.RunTime, 6e9);
        Assert.Equal(10e12, capped.RunTime + other.RunTime, 0.0);
        Assert.InRange(capped.ThrottledTime, 1, capped.ReadyTime);
    }

    [Fact]
    public void A_seldom_sleeper_beside_hogs_runs_at_once_under_cfs_and_may_wait_for_a_slice_under_eevdf()
    {
        // 12 ms of credit are more than the granularity of 4 ms, so CFS lets it in whenever it wakes. EEVDF protects the running hog,
        // while that is not ahead of its share, for its slice of 2.8 ms, seen at a tick: sometimes it waits, never more than 3 ms.
        Assert.Equal(0, Wait(FairPolicy.Cfs));
        Assert.InRange(Wait(FairPolicy.Eevdf), 1, Ms(3).Picoseconds);
    }

    /// <summary>Mean ready time of 100 wake-ups, picoseconds, beside three hogs.</summary>
    private static long Wait(FairPolicy policy)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1), Cfs with { Policy = policy });
        for (var hog = 0; hog < 3; hog++) host.AddBusyVm($"hog{hog}", 1, group: host.Groups.Root);
        var sleeper = host.AddVm("sleeper", 1, group: host.Groups.Root).Vcpus[0];
        host.Submit(sleeper, Ms(0.1));
        host.Run(0.5);
        var before = sleeper.ReadyTime;
        for (var wake = 0; wake < 100; wake++)
        {
            host.Submit(sleeper, Ms(0.1));
            host.Run(Ms(20.37));
        }

        return (sleeper.ReadyTime - before) / 100;
    }

    /// <summary>A thread that ran a moment and slept long, beside one that computes without end.</summary>
    private static (HostHarness Host, World Sleeper, World Busy) SleeperBesideBusy(int weight = 1024)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1), Cfs);
        var sleeper = host.AddVm("sleeper", 1).Vcpus[0];
        host.Groups.Root.Add(sleeper, weight);
        var busy = host.AddVm("busy", 1, group: host.Groups.Root).Vcpus[0];
        host.Submit(sleeper, Ms(1));
        host.Run(Ms(10));
        host.KeepBusy(busy);
        host.Run(1.0003);
        return (host, sleeper, busy);
    }
}
