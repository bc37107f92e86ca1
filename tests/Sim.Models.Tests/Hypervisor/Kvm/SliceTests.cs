using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>Slices that threads ask for: cpu-and-memory 1.3, PREEMPT_SHORT, protection, PLACE_REL_DEADLINE. HZ 1000, base slice 2.8 ms.</summary>
public sealed class SliceTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Theory]
    [InlineData(SliceRules.WholeRequest, 0.5, 1.5)]
    [InlineData(SliceRules.Smallest, 0.5, 1.5)]
    [InlineData(SliceRules.WholeRequest, 0, 3.5)]    // the base slice: run to parity, to the tick after 2.8 ms
    [InlineData(SliceRules.Smallest, 0, 3.5)]
    [InlineData(SliceRules.Smallest, 20, 3.5)]       // a longer one
    [InlineData(SliceRules.Smallest, 2.5, 3.5)]      // shorter, but due at 1 + 2.5 ms, after the running one's 2.8 ms
    public void A_shorter_slice_preempts_a_protected_thread(SliceRules rules, double slice, double done)
    {
        // Woken at 1 ms with half a millisecond of work; placed at the average, where the running one is, it is eligible. The VMs' groups have their threads' slices.
        var (host, scheduler) = Host(rules);
        host.AddBusyVm("busy", 1);
        var waker = host.AddVm("waker", 1).Vcpus[0];
        if (slice > 0) scheduler.SetSlice(waker, Ms(slice));
        host.Run(Ms(1));
        var log = host.Submit(waker, Ms(0.5));
        host.Run(Ms(10));
        Assert.Equal([new SimTime(Ms(done).Picoseconds)], log.Done);
    }

    [Fact]
    public void A_shorter_slice_that_is_ahead_of_its_share_preempts_nobody()
    {
        // short (0.5 ms) has run 3 ms from 1 ms on when it sleeps, busy 1 ms: V = 2, its lag is -1 ms. Without delayed dequeue it keeps that over a sleep: at 4.2 ms, with busy at 1.2,
        // it is placed at V = 1.2 + 2 x 1 ms, is not eligible, and waits until the average has caught up or busy is past its slice.
        var (host, scheduler) = Host(SliceRules.Smallest, delayDequeue: false);
        host.AddBusyVm("busy", 1, group: host.Groups.Root);
        var one = host.AddVm("short", 1, group: host.Groups.Root).Vcpus[0];
        scheduler.SetSlice(one, Ms(0.5));
        host.Run(Ms(1));
        host.Submit(one, Ms(0.5));
        host.Run(Ms(0.7));
        Assert.True(one.Entity.Lag < 0, "it ran ahead");
        host.Submit(one, Ms(0.1));
        Assert.NotSame(one, host.Dispatcher.RunningOn(0));
    }

    [Theory]
    [InlineData(SliceRules.Smallest, 1)]        // protected for the smallest slice queued, 0.5 ms: looked at in every tick
    [InlineData(SliceRules.WholeRequest, 3)]    // protected until its request of 2.8 ms is used up, whoever waits
    public void Protection_beside_a_shorter_slice_is_the_kernels(SliceRules rules, int turn)
    {
        // Two busy threads, slices 2.8 and 0.5 ms. Smallest: at each tick the one that ran is ahead, or due later: turns of a tick. Whole request: the long one keeps the pCPU to the tick
        // after 2.8 ms; then it is 3 ms ahead at least, and the short one is eligible for as long as it takes to be ahead itself, 3 ms.
        var (host, scheduler) = Host(rules);
        var longer = host.AddBusyVm("long", 1, group: host.Groups.Root).Vcpus[0];
        var shorter = host.AddBusyVm("short", 1, group: host.Groups.Root).Vcpus[0];
        scheduler.SetSlice(shorter, Ms(0.5));
        host.Run(Ms(30));
        host.Dispatcher.ResetAccounts();
        host.Run(Ms(60));
        Assert.Equal(60.0 / (2 * turn), longer.Dispatches, 1.0);
        Assert.Equal(60.0 / (2 * turn), shorter.Dispatches, 1.0);
        // Whatever the slices, the shares are the weights'.
        Assert.InRange(longer.RunTime / 1e9, 30 - turn, 30 + turn);
    }

    [Theory]
    [InlineData(SliceRules.None, 2.8)]
    [InlineData(SliceRules.WholeRequest, 1.8)]
    [InlineData(SliceRules.Smallest, 1.8)]
    public void A_thread_that_moves_keeps_the_distance_of_its_deadline(SliceRules rules, double left)
    {
        // a and b on two pCPUs; a has used 1 ms of its request of 2.8 ms when it is taken off its pCPU and put beside b. Up to 6.11 it begins a new request there.
        var (host, scheduler) = Host(rules, cores: 2);
        var a = host.AddBusyVm("a", 1, group: host.Groups.Root).Vcpus[0];
        var b = host.AddBusyVm("b", 1, group: host.Groups.Root).Vcpus[0];
        host.Run(Ms(1));
        var (from, to) = (a.Pcpu, b.Pcpu);
        Assert.NotEqual(from, to);
        host.Dispatcher.Displace(from);
        scheduler.Remove(a);
        a.Pcpu = to;
        scheduler.Enqueue(a, to, woke: false);
        Assert.Equal(Ms(left).Picoseconds, a.Entity.Deadline - a.Entity.VirtualTime);
    }

    [Fact]
    public void A_thread_that_slept_begins_a_new_request()
    {
        // 1 ms of a request of 2.8 ms used, then asleep: after the wake-up beside a busy thread it is due a whole slice later.
        var (host, _) = Host(SliceRules.Smallest);
        var sleeper = host.AddVm("sleeper", 1, group: host.Groups.Root).Vcpus[0];
        host.Submit(sleeper, Ms(1));
        host.Run(Ms(2));
        host.AddBusyVm("busy", 1, group: host.Groups.Root);
        host.Run(Ms(1));
        host.Submit(sleeper, Ms(1));
        Assert.Equal(Ms(2.8).Picoseconds, sleeper.Entity.Deadline - sleeper.Entity.VirtualTime);
    }

    [Fact]
    public void A_group_has_the_smallest_slice_of_the_threads_it_has_queued()
    {
        // The VM's vCPU is busy with the base slice; while its I/O thread of 0.4 ms is queued the VM's group competes with 0.4 ms.
        var (host, scheduler) = Host(SliceRules.Smallest);
        host.AddBusyVm("other", 1);
        var vm = host.AddVm("vm", 1);
        var thread = host.Dispatcher.AddWorld("vm/disk0", WorldKind.Storage, vm.Id, source: null, PollPolicy.Off);
        scheduler.SetSlice(thread, Ms(0.4));
        host.KeepBusy(vm.Vcpus[0]);
        host.Run(Ms(0.5));
        var group = vm.Vcpus[0].Entity.Group!.Queues[0].Entity!;
        Assert.Equal(Ms(2.8).Picoseconds, group.Slice);
        host.Submit(thread, Ms(0.2));
        Assert.Equal(Ms(0.4).Picoseconds, group.Slice);
        host.Run(Ms(50));
        Assert.Equal(Ms(2.8).Picoseconds, group.Slice);
    }

    private static (HostHarness Host, FairScheduler Scheduler) Host(SliceRules rules, int cores = 1, bool delayDequeue = true)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(cores), new FairParameters { SliceRules = rules, DelayDequeue = delayDequeue });
        return (host, (FairScheduler)host.Policy);
    }
}
