using CsCheck;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Guest;

/// <summary>cpuidle-haltpoll in the guest: cpu-and-memory 1.11, Linux drivers/cpuidle/governors/haltpoll.c.</summary>
public sealed class GuestHaltPollTests
{
    /// <summary>A round of the loop takes 300 cycles, 0.1 us at 3 GHz: what leaving it costs.</summary>
    private static readonly GuestCosts Costs = HostHarness.NoGuestCosts with { PauseCycles = 300, IpiSendCycles = 1200 };

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    [Theory]
    [InlineData(0, 30, 50)]      // longer than the window of nothing, and short: from nothing to the start
    [InlineData(0, 200, 50)]
    [InlineData(0, 201, 0)]
    [InlineData(50, 40, 50)]     // not longer than the window: kept
    [InlineData(50, 120, 100)]
    [InlineData(150, 160, 200)]  // capped
    [InlineData(200, 200, 200)]
    [InlineData(200, 201, 100)]  // longer than the maximum: halved
    [InlineData(99, 300, 0)]     // below the start: off
    public void The_window_follows_the_governors_rule(double window, double halted, double next) =>
        Assert.Equal(Us(next), new GuestHaltPoll().Next(Us(window), Us(halted)));

    [Fact]
    public void Shrinking_can_reset_the_window_or_be_forbidden()
    {
        Assert.Equal(SimDuration.Zero, new GuestHaltPoll { Shrink = 0 }.Next(Us(200), Us(300)));
        Assert.Equal(Us(200), new GuestHaltPoll { AllowShrink = false }.Next(Us(200), Us(300)));
    }

    [Fact]
    public void Idle_times_inside_the_window_never_leave_the_guest_and_resume_after_a_round_of_the_loop()
    {
        // Idle times of 100 us, work of 20 us: the first halt takes the window from 0 to 50 us, the next (50 us polled, 50 us halted) is no longer than it: kept.
        // So a maximum and a start of 150 us, which covers them from the second idle time on.
        var host = Host(new GuestHaltPoll { GrowStart = Us(150) }, out var vcpu, new DispatchCosts());
        Pulse(host, vcpu, 100);
        Pulse(host, vcpu, 100);
        var (dispatches, wakes) = (vcpu.Dispatches, vcpu.Wakes);
        host.Dispatcher.ResetAccounts();
        for (var i = 0; i < 50; i++)
        {
            var log = host.Submit(vcpu, Us(20));
            var given = host.Now;
            host.Run(Us(120));
            Assert.Equal([given + Us(20.1)], log.Done);
        }

        Assert.Equal(2, dispatches);
        Assert.Equal(2, wakes);
        Assert.Equal((0L, 0L), (vcpu.Dispatches, vcpu.Wakes));
        // All of it is run time of the host: 50 x 20.1 us of work, the rest is polled in the guest and nothing by the host.
        Assert.Equal((Us(50 * 120).Picoseconds, Us(50 * 99.9).Picoseconds, 0L), (vcpu.RunTime, vcpu.GuestPollTime, vcpu.PollTime));
    }

    [Fact]
    public void A_window_that_brings_nothing_ends_in_a_halt()
    {
        // The first halt, 150 us, opens a window of 50 us; the second idle time is polled for 50 us and halted for the rest.
        var host = Host(new GuestHaltPoll(), out var vcpu);
        Pulse(host, vcpu, 150);
        host.Dispatcher.ResetAccounts();
        Pulse(host, vcpu, 180);
        Assert.Equal((Us(50).Picoseconds, Us(130).Picoseconds), (vcpu.GuestPollTime, vcpu.BlockedTime));
        // Halted for 130 us, longer than 50: the window is 100 us; then a halt of 5 ms takes it to 50, and another off.
        host.Dispatcher.ResetAccounts();
        foreach (var idle in new[] { 5100, 5050, 5000 }) Pulse(host, vcpu, idle);
        Assert.Equal(Us(100 + 50).Picoseconds, vcpu.GuestPollTime);
    }

    [Fact]
    public void The_host_does_not_poll_for_a_guest_that_does()
    {
        var host = Host(new GuestHaltPoll(), out var vcpu, polling: new PollPolicy(Us(200), Us(200), 2));
        for (var i = 0; i < 20; i++) Pulse(host, vcpu, 150);
        Assert.Equal(0, vcpu.PollTime);
        Assert.True(vcpu.GuestPollTime > 0);
    }

    [Fact]
    public void A_polling_vcpu_does_not_give_way_and_its_neighbour_waits_as_beside_a_busy_one()
    {
        // 10 us of work after every 100 us of idle. A vCPU that halts leaves its neighbour nine tenths and more; one that polls is busy to the host: turns of 3 ms
        // each, a half within one turn of 2 s and the start.
        double Share(bool polls)
        {
            var host = Host(polls ? new GuestHaltPoll { GrowStart = Us(200), AllowShrink = false } : null, out var vcpu);
            for (var i = 0; i < 3; i++) Pulse(host, vcpu, 100, work: 10);
            var neighbour = host.AddBusyVm("neighbour", 1).Vcpus[0];
            host.Dispatcher.ResetAccounts();
            for (var i = 0; i < 20_000; i++) Pulse(host, vcpu, 100, work: 10);
            Assert.Equal(host.Dispatcher.Accounted.Picoseconds, neighbour.RunTime + neighbour.ReadyTime);
            return neighbour.RunTime / (double)host.Dispatcher.Accounted.Picoseconds;
        }

        Assert.InRange(Share(polls: false), 0.9, 1.0);
        Assert.InRange(Share(polls: true), 0.495, 0.6);
    }

    [Fact]
    public void A_window_goes_on_by_the_clock_while_the_host_runs_others()
    {
        // Halted until 170 us, work until 190 us, from there a window of 5 ms. Another VM, there since 0.5 ms, has the pCPU from the tick at 3 ms to the one at 6 ms:
        // when the vCPU is back its window is over since 5.19 ms, and it halts at once although it polled for 2.81 ms only.
        var host = Host(new GuestHaltPoll { Maximum = Us(5000), GrowStart = Us(5000) }, out var vcpu);
        Pulse(host, vcpu, 150);
        host.Submit(vcpu, Us(20));
        host.Run(Us(330));
        Assert.True(host.Dispatcher.IsHalted(vcpu) && vcpu.State == WorldState.Running, "it polls");
        host.AddBusyVm("other", 1);
        host.Run(Us(3000));
        Assert.Equal(WorldState.Ready, vcpu.State);
        Assert.Equal(Us(2810).Picoseconds, vcpu.GuestPollTime);
        host.Run(Us(2600));
        Assert.Equal(WorldState.Blocked, vcpu.State);
        Assert.Equal((Us(2810).Picoseconds, Us(3000).Picoseconds), (vcpu.GuestPollTime, vcpu.ReadyTime));
    }

    [Theory]
    [InlineData(true, 20.1, 20, 0)]     // a flag in memory: the sibling leaves its loop after a round, the waker goes straight on
    [InlineData(false, 20, 20.4, 1)]    // an exit of 0.4 us to interrupt a halted one
    public void Waking_a_polling_sibling_takes_no_interrupt(bool polls, double sibling, double waker, long interrupts)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(2), guest: Costs);
        var vm = host.AddVm("vm", 2);
        if (polls) vm.PollBeforeHalting(new GuestHaltPoll { GrowStart = Us(200) });
        // Both halt once for 100 us, which opens their windows.
        foreach (var vcpu in vm.Vcpus) host.Submit(vcpu, Us(1));
        host.Run(Us(101));
        foreach (var vcpu in vm.Vcpus) host.Submit(vcpu, Us(9));
        host.Run(Us(99));
        var start = host.Now;
        var forks = new Fork(host, vm);
        vm.RunTask(new WorkItem(Us(10).Picoseconds, forks, 0), preferred: 0);
        host.Run(Us(100));
        var left = polls ? Us(0.1) : SimDuration.Zero;           // vCPU 0 itself leaves its loop
        Assert.Equal([(0, start + left + Us(waker)), (1, start + left + Us(sibling))], forks.Done.Order());
        Assert.Equal(interrupts, vm.Spins.Ipis);
    }

    [Fact]
    public void A_round_trip_takes_less_with_guest_polling_than_with_host_polling_and_less_with_that_than_halted()
    {
        // The direction of the ping-pong table (host polling 33.40, guest polling 32.73): an answer after 30 us of waiting, 2 us of work.
        // Host polling: 0.8 us to resume; guest polling: a round of the loop, 0.1 us; halted: switch and wake-up, 5 us. The table's difference is 0.67.
        double Round(GuestHaltPoll? guest, PollPolicy host)
        {
            var bench = Host(guest, out var vcpu, new DispatchCosts(), host);
            for (var i = 0; i < 5; i++) Pulse(bench, vcpu, 30);
            var log = bench.Submit(vcpu, Us(2));
            var given = bench.Now;
            bench.Run(Us(50));
            return (log.Done[0] - given).Picoseconds / 1e6;
        }

        var polling = new PollPolicy(Us(300), Us(10), 2);
        Assert.Equal(2.8, Round(null, polling), 9);
        Assert.Equal(2.1, Round(new GuestHaltPoll { Maximum = Us(300) }, polling), 9);
        Assert.Equal(7.0, Round(null, PollPolicy.Off), 9);
    }

    [Fact]
    public void Accounts_add_up_and_all_work_is_done_on_random_hosts() => Gen.Select(
        Gen.Int[1, 3], Gen.Bool, Gen.Int[1, 3].Array[1, 5], Gen.Bool, Gen.Int[5, 400], Gen.Int[10, 400], Gen.ULong).Sample(
        (cores, smt, vms, cfs, work, sleep, seed) =>
        {
            var fair = new FairParameters { Policy = cfs ? FairPolicy.Cfs : FairPolicy.Eevdf };
            var host = HostHarness.Kvm(HostHarness.Cores(cores, smt), fair, new DispatchCosts(), new PollPolicy(Us(200), Us(10), 2), Costs);
            var (loads, streams) = (new List<PulsingLoad>(), new RngStreams(seed, 0));
            foreach (var vcpus in vms)
            {
                var vm = host.AddVm($"vm{host.Vms.Count}", vcpus);
                if (vm.Id % 2 == 0) vm.PollBeforeHalting(new GuestHaltPoll());
                loads.AddRange(vm.Vcpus.Select(vcpu => new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), Us(work), Us(sleep))));
            }

            for (var step = 0; step < 100; step++)
            {
                host.Run(Us(173.3));
                host.CheckPlaces(mayIdle: true);
                if (step == 40) host.Dispatcher.ResetAccounts();
                foreach (var world in host.Dispatcher.Worlds)
                    Assert.True(world.WorkDone <= world.RunTime - world.PollTime - world.GuestPollTime, $"{world.Name} did {world.WorkDone}");
            }

            foreach (var load in loads) load.Stop();
            host.Run(10.0);
            Assert.All(host.Dispatcher.Worlds, world => Assert.Equal((0, WorldState.Blocked), (world.Backlog, world.State)));
        },
        iter: 60);

    private static HostHarness Host(GuestHaltPoll? guest, out World vcpu, DispatchCosts? costs = null, PollPolicy? polling = null)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1), null, costs, polling, Costs);
        var vm = host.AddVm("vm", 1);
        if (guest is not null) vm.PollBeforeHalting(guest);
        vcpu = vm.Vcpus[0];
        return host;
    }

    /// <summary>Work, and idle time counted from its nominal end.</summary>
    private static void Pulse(HostHarness host, World vcpu, double idle, double work = 20)
    {
        host.Submit(vcpu, Us(work));
        host.Run(Us(work + idle));
    }

    /// <summary>Ends a task and wakes two more: one here, one on the sibling.</summary>
    private sealed class Fork(HostHarness host, VirtualMachine vm) : IWorkSink
    {
        public List<(int Vcpu, SimTime At)> Done { get; } = [];

        public void OnWorkDone(World world, in WorkItem item)
        {
            if (item.Kind == 1)
            {
                Done.Add((vm.IndexOf(world), host.Now));
                return;
            }

            for (var i = 0; i < 2; i++) vm.RunTask(new WorkItem(Us(10).Picoseconds, this, 1), preferred: 0);
        }
    }
}
