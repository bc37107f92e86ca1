using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Guest;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Guest;

/// <summary>Spinning, pause exits, directed yield and halting, to the picosecond. The clock is 3 GHz: 3 cycles are a nanosecond.</summary>
public sealed class GuestLockTests
{
    private static readonly GuestCosts NoPause = HostHarness.NoGuestCosts with { PauseWindow = 0 };

    [Fact]
    public void Waiters_get_the_lock_in_order_of_arrival_and_burn_their_pcpus_until_then()
    {
        // Holds of 100 us wanted at 0, 10 and 20 us: served until 100, 200 and 300 us; the waiters burn 90 and 180 us.
        var host = HostHarness.Kvm(HostHarness.Cores(3), guest: NoPause);
        var vm = host.AddVm("vm", 3);
        var taker = new Taker(host, vm);
        for (var i = 0; i < 3; i++) taker.Want(i, after: Us(10 * i), hold: Us(100));
        host.Run(Us(1000));
        Assert.Equal([(0, At(100)), (1, At(200)), (2, At(300))], taker.Done);
        Assert.Equal([0, Us(90).Picoseconds, Us(180).Picoseconds], vm.Vcpus.Select(vcpu => vcpu.SpinTime));
        Assert.Equal((3L, 2L, Us(270)), (taker.Lock.Acquisitions, taker.Lock.Contentions, taker.Lock.Waited));
    }

    [Fact]
    public void The_holder_without_a_pcpu_keeps_its_waiter_spinning()
    {
        // Lock-holder preemption. A pCPU for each vCPU, and one of another VM as wide beside the holder's. It holds 4 ms from time 0, loses its pCPU
        // at 3 ms (slice of 2.8 ms, ticks of 1 ms) and has it again at 6 ms: the section ends at 7 ms, and the waiter burns it all.
        var host = HostHarness.Kvm(HostHarness.Cores(1, sockets: 3), guest: NoPause);
        var vm = host.AddVm("vm", 2);
        HostHarness.Pin(vm, 0, 1);
        var taker = new Taker(host, vm);
        taker.Want(0, after: Us(0), hold: Us(4000));
        taker.Want(1, after: Us(1), hold: Us(10));
        var other = host.AddVm("other", 2);
        HostHarness.Pin(other, 2, 0);
        foreach (var vcpu in other.Vcpus) host.KeepBusy(vcpu);
        host.Run(Us(20_000));
        Assert.Equal([(0, At(7000)), (1, At(7010))], taker.Done);
        Assert.Equal(Us(6999).Picoseconds, vm.Vcpus[1].SpinTime);
    }

    [Theory]
    [InlineData(LockOrder.Fifo, 1)]
    [InlineData(LockOrder.Unfair, 2)]
    public void The_next_in_line_without_a_pcpu_holds_up_a_fair_lock_only(LockOrder order, int second)
    {
        // vCPU 1 waits first, but from 3 to 6 ms one of another VM as wide has its pCPU. The lock comes free at 3.5 ms; vCPU 2 loops.
        var host = HostHarness.Kvm(HostHarness.Cores(1, sockets: 5), guest: NoPause);
        var vm = host.AddVm("vm", 3);
        HostHarness.Pin(vm, 0, 1, 2);
        var taker = new Taker(host, vm, order);
        taker.Want(0, after: Us(0), hold: Us(3500));
        taker.Want(1, after: Us(1), hold: Us(10));
        taker.Want(2, after: Us(2), hold: Us(10));
        var other = host.AddVm("other", 3);
        HostHarness.Pin(other, 3, 4, 1);
        foreach (var vcpu in other.Vcpus) host.KeepBusy(vcpu);
        host.Run(Us(20_000));
        Assert.Equal([0, second, 3 - second], taker.Done.Select(done => done.Vcpu));
        // In order of arrival vCPU 1 has its section of 10 us at its next turn, at 6 ms, and vCPU 2 after it; else vCPU 2 goes on at once.
        Assert.Equal(At(order == LockOrder.Unfair ? 3510 : 6020), taker.Done.Single(done => done.Vcpu == 2).Time);
        Assert.Equal(At(6010), taker.Done.Single(done => done.Vcpu == 1).Time);
    }

    [Fact]
    public void A_window_doubles_at_every_pause_exit()
    {
        // 3 GHz: a window of 3000 cycles is 1 us, an exit of 1500 cycles 0.5 us. The lock is wanted at 0 and comes free at 20 us. The waiter loops 1,
        // 2, 4, 8 us with exits between: 1 + 0.5 + 2 + 0.5 + 4 + 0.5 + 8 + 0.5 = 17 us, and is in its fifth round of 16 us when it gets it: 4 exits.
        var host = HostHarness.Kvm(HostHarness.Cores(2), guest: HostHarness.NoGuestCosts with { PauseWindow = 3000, PauseExitCycles = 1500 });
        var vm = host.AddVm("vm", 2);
        var taker = new Taker(host, vm);
        taker.Want(0, after: Us(0), hold: Us(20));
        taker.Want(1, after: Us(0), hold: Us(10));
        host.Run(Us(100));
        Assert.Equal([(0, At(20)), (1, At(30))], taker.Done);
        Assert.Equal((4L, Us(20).Picoseconds), (vm.Spins.PauseExits, vm.Vcpus[1].SpinTime));
    }

    [Fact]
    public void An_exit_under_way_is_finished_before_the_lock_is_seen()
    {
        // The second exit lasts from 3.5 to 4 us; the lock comes free at 3.7 us.
        var host = HostHarness.Kvm(HostHarness.Cores(2), guest: HostHarness.NoGuestCosts with { PauseWindow = 3000, PauseExitCycles = 1500 });
        var vm = host.AddVm("vm", 2);
        var taker = new Taker(host, vm);
        taker.Want(0, after: Us(0), hold: Us(3.7));
        taker.Want(1, after: Us(0), hold: Us(10));
        host.Run(Us(100));
        Assert.Equal((1, At(14)), taker.Done[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_boost_does_not_go_before_fairness(bool exits)
    {
        // The holder and two of other VMs as wide share pCPU 0 in turns of 3 ms: the holder to 3 ms, the others to 6 and 9 ms. The waiter spins on a pCPU of
        // its own and boosts the holder. That is 3 ms ahead, and the average reaches 3 ms at 9 ms: (3 + 3 + 3) / 3. Until then it is not eligible, so
        // that its last millisecond ends at 10 ms with the boost and without.
        var host = HostHarness.Kvm(HostHarness.Cores(1, sockets: 4), guest: exits ? HostHarness.NoGuestCosts : NoPause);
        var vm = host.AddVm("vm", 2);
        HostHarness.Pin(vm, 0, 1);
        var taker = new Taker(host, vm);
        taker.Want(0, after: Us(0), hold: Us(4000));
        taker.Want(1, after: Us(1), hold: Us(10));
        var others = new[] { host.AddVm("other0", 2), host.AddVm("other1", 2) };
        HostHarness.Pin(others[0], 2, 0);
        HostHarness.Pin(others[1], 3, 0);
        foreach (var other in others) host.KeepBusy(other.Vcpus[0]);
        foreach (var other in others) host.KeepBusy(other.Vcpus[1]);

        host.Run(Us(20_000));
        Assert.Equal((0, At(10_000)), taker.Done[0]);
        Assert.Equal(exits, vm.Spins.Yields > 0);
    }

    [Fact]
    public void Esxi_hands_the_spinners_pcpu_to_the_holder_at_once()
    {
        // One pCPU, quantum 200 ms. The holder has used it up at 200 ms, with 1 ms left of its section; the sibling spins for the window of 4096 cycles
        // and hands the pCPU back: the section ends at 201 ms and 4096 cycles. Without exits the sibling burns its own quantum first.
        foreach (var (window, end) in new[] { (4096, 201_000 + (4096 / 3000.0)), (0, 401_000) })
        {
            var host = HostHarness.Esxi(
                HostHarness.Cores(1), new EsxiCpuParameters { CoStopSkew = SimDuration.Zero }, guest: HostHarness.NoGuestCosts with { PauseWindow = window });
            var vm = host.AddVm("vm", 2);
            var taker = new Taker(host, vm);
            taker.Want(0, after: Us(0), hold: Us(201_000));
            taker.Want(1, after: Us(0), hold: Us(10));
            host.Run(1.0);
            Assert.Equal(0, taker.Done[0].Vcpu);
            Assert.Equal(end, taker.Done[0].Time.Picoseconds / 1e6, 0.001);
        }
    }

    [Fact]
    public void A_paravirtual_waiter_spins_its_loops_then_sleeps_until_it_is_kicked()
    {
        // 100 loops of 300 cycles at 3 GHz: 10 us. It gets the lock at 50 us, after the wake-up and the switch of 3 + 2 us; the unlocker pays 1200 cycles.
        var guest = NoPause with { PvSpinlocks = Paravirtual.On, PvSpinLoops = 100, PauseCycles = 300, IpiSendCycles = 1200 };
        var costs = HostHarness.NoCosts with { Wake = Us(3), ContextSwitch = Us(2) };
        var host = HostHarness.Kvm(HostHarness.Cores(2), costs: costs, guest: guest);
        var vm = host.AddVm("vm", 2);
        var taker = new Taker(host, vm);
        // Both start at 5 us, after their first wake-up.
        taker.Want(0, after: Us(0), hold: Us(50));
        taker.Want(1, after: Us(0), hold: Us(10));
        host.Run(Us(30));
        Assert.Equal(WorldState.Blocked, vm.Vcpus[1].State);
        host.Run(Us(100));
        Assert.Equal([(0, At(55)), (1, At(70))], taker.Done);
        Assert.Equal((Us(10).Picoseconds, 1L, 1L), (vm.Vcpus[1].SpinTime, vm.Spins.Halts, vm.Spins.Ipis));
        Assert.Equal(Us(50.4).Picoseconds, vm.Vcpus[0].RunTime);
    }

    [Fact]
    public void A_sleeping_waiter_takes_interrupts_but_no_other_task()
    {
        var guest = NoPause with { PvSpinlocks = Paravirtual.On, PvSpinLoops = 100, PauseCycles = 300 };
        var host = HostHarness.Kvm(HostHarness.Cores(2), guest: guest);
        var vm = host.AddVm("vm", 2);
        var taker = new Taker(host, vm);
        taker.Want(0, after: Us(0), hold: Us(50));
        taker.Want(1, after: Us(0), hold: Us(10));
        host.Run(Us(20));
        var handler = new WorkLog { Calendar = host.Calendar };
        var task = new WorkLog { Calendar = host.Calendar };
        vm.Interrupt(1, new WorkItem(Us(2).Picoseconds, handler, 0));
        vm.RunTask(new WorkItem(Us(5).Picoseconds, task, 0), preferred: 1);
        host.Run(Us(100));
        Assert.Equal([At(22)], handler.Done);
        // vCPU 0 leaves its section at 50 us and is the first that is free for the task.
        Assert.Equal([At(55)], task.Done);
        Assert.Equal([(0, At(50)), (1, At(60))], taker.Done);
    }

    [Fact]
    public void One_vcpu_never_waits_for_a_lock()
    {
        // Three VMs of one vCPU on a pCPU: preempted under the lock all the time, but there is nobody to want it.
        var host = HostHarness.Kvm(HostHarness.Cores(1), guest: new GuestCosts());
        var loads = Enumerable.Range(0, 3).Select(i => new LockLoad(
            host, host.AddVm($"vm{i}", 1), new Core.Random.RngStreams(5, i).Get("x"), Us(20), Us(20))).ToList();
        host.Run(1.0);
        Assert.All(loads, load => Assert.Equal(0, load.Lock.Contentions));
        Assert.All(host.Dispatcher.Worlds, world => Assert.Equal(0, world.SpinTime));
    }

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    private static SimTime At(double microseconds) => SimTime.Zero + Us(microseconds);

    /// <summary>Tasks on given vCPUs that work, take the lock once, and are done.</summary>
    private sealed class Taker(HostHarness host, VirtualMachine vm, LockOrder order = LockOrder.Fifo) : IWorkSink
    {
        private readonly long[] _hold = new long[vm.Vcpus.Length];

        public GuestLock Lock { get; } = vm.AddLock("lock", order);

        public List<(int Vcpu, SimTime Time)> Done { get; } = [];

        public void Want(int vcpu, SimDuration after, SimDuration hold)
        {
            _hold[vcpu] = hold.Picoseconds;
            host.Dispatcher.Submit(vm.Vcpus[vcpu], new WorkItem(after.Picoseconds, this, 0, vcpu));
        }

        public void OnWorkDone(World world, in WorkItem item)
        {
            if (item.Kind == 0)
            {
                Lock.Acquire(world, new WorkItem(_hold[item.Index], this, 1, item.Index));
                return;
            }

            Done.Add((item.Index, host.Now));
            Lock.Release(world);
        }
    }
}
