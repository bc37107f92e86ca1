using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Guest;

/// <summary>Reschedule interrupts and TLB shootdowns, to the picosecond; 3 GHz, so 1200 cycles to send are 0.4 us and 900 to receive 0.3 us.</summary>
public sealed class InterruptBetweenVcpusTests
{
    private static readonly GuestCosts Costs = HostHarness.NoGuestCosts with { PauseWindow = 0, IpiSendCycles = 1200, IpiReceiveCycles = 900 };

    [Fact]
    public void Waking_another_vcpu_costs_the_waker_an_exit()
    {
        // A task of 10 us on vCPU 0 ends and wakes two others of 10 us: one stays here, the other goes to vCPU 1, which is halted.
        var host = HostHarness.Kvm(HostHarness.Cores(2), guest: Costs);
        var vm = host.AddVm("vm", 2);
        var forks = new Forks(host, vm);
        vm.RunTask(new WorkItem(Us(10).Picoseconds, forks, 0), preferred: 0);
        host.Run(Us(100));
        Assert.Equal([(1, At(20)), (0, At(20.4))], forks.Done);
        Assert.Equal((Us(20.4).Picoseconds, Us(10).Picoseconds, 1L), (vm.Vcpus[0].RunTime, vm.Vcpus[1].RunTime, vm.Spins.Ipis));
    }

    [Fact]
    public void What_comes_from_outside_wakes_a_vcpu_without_an_interrupt_from_a_sibling()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(2), guest: Costs);
        var vm = host.AddVm("vm", 2);
        host.KeepBusy(vm.Vcpus[0]);
        host.Run(Us(10));
        var log = new WorkLog { Calendar = host.Calendar };
        vm.RunTask(new WorkItem(Us(10).Picoseconds, log, 0), preferred: 0);
        host.Run(Us(100));
        Assert.Equal([At(20)], log.Done);
        Assert.Equal(0, vm.Spins.Ipis);
    }

    [Theory]
    [InlineData(Paravirtual.On, 10.7)]    // one exit of 0.4 us, 0.3 us in the handlers
    [InlineData(Paravirtual.Off, 11.5)]   // three exits
    public void A_shootdown_waits_for_every_running_sibling(Paravirtual broadcast, double ends)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(4), guest: Costs with { PvSendIpi = broadcast });
        var vm = host.AddVm("vm", 4);
        var flush = Shoot(host, vm, after: 10);
        for (var i = 1; i < 4; i++) host.KeepBusy(vm.Vcpus[i]);
        host.Run(Us(100));
        Assert.Equal([At(ends)], flush.Done);
        Assert.Equal(Us(0.3).Picoseconds, vm.Vcpus[0].SpinTime);
        Assert.Equal((3L, 1L), (vm.Spins.Ipis, vm.TlbShootdowns.Completed));
    }

    [Fact]
    public void Idle_siblings_are_passed_over()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(4), guest: Costs);
        var vm = host.AddVm("vm", 4);
        var flush = Shoot(host, vm, after: 10);
        host.Run(Us(100));
        Assert.Equal([At(10)], flush.Done);
        Assert.Equal(0, vm.Spins.Ipis);
    }

    [Theory]
    [InlineData(Paravirtual.Off)]
    [InlineData(Paravirtual.On)]
    public void A_sibling_without_a_pcpu_delays_a_shootdown_unless_the_flush_is_paravirtual(Paravirtual flushes)
    {
        // vCPU 1 shares its pCPU with one of another VM as wide: it runs from 0 to 3 ms, the other to 6 ms. The shootdown begins at 4 ms: vCPU 1 answers
        // at 6 ms + 0.3 us.
        var host = HostHarness.Kvm(HostHarness.Cores(1, sockets: 3), guest: Costs with { PvTlbFlush = flushes });
        var vm = host.AddVm("vm", 2);
        HostHarness.Pin(vm, 0, 1);
        var flush = Shoot(host, vm, after: 4000);
        host.KeepBusy(vm.Vcpus[1]);
        var other = host.AddVm("other", 2);
        HostHarness.Pin(other, 2, 1);
        foreach (var vcpu in other.Vcpus) host.KeepBusy(vcpu);
        host.Run(Us(20_000));
        Assert.Equal([At(flushes == Paravirtual.On ? 4000 : 6000.3)], flush.Done);
        Assert.Equal(flushes == Paravirtual.On ? 1 : 0, vm.TlbShootdowns.PassedOver);
    }

    [Theory]
    [InlineData(0, 3000.3)]
    [InlineData(3000, 1002.2)]
    public void A_boosted_sibling_with_an_interrupt_pending_runs_before_the_slice_of_another_vm_is_over(int window, double ends)
    {
        // vCPU 1 wakes at 0.5 ms on a pCPU where one of another VM has run since 0: it is owed time, but that one is safe until its slice of 2.8 ms is over at
        // the tick at 3 ms. The shootdown of 1 ms is sent at 1000.4 us; a window of 1 us and an exit of 0.5 us later vCPU 1 is boosted and answers
        // after 0.3 us. Without pause exits it answers at 3 ms.
        var guest = Costs with { PvTlbFlush = Paravirtual.Off, PauseWindow = window, PauseExitCycles = 1500 };
        var host = HostHarness.Kvm(HostHarness.Cores(1, sockets: 3), guest: guest);
        var vm = host.AddVm("vm", 2);
        HostHarness.Pin(vm, 1, 0);
        var other = host.AddVm("other", 2);
        HostHarness.Pin(other, 0, 2);
        foreach (var vcpu in other.Vcpus) host.KeepBusy(vcpu);
        var flush = Shoot(host, vm, after: 1000);
        host.Run(Us(500));
        host.KeepBusy(vm.Vcpus[1]);
        host.Run(Us(20_000));
        Assert.Equal([At(ends)], flush.Done);
        Assert.Equal(window > 0 ? 1 : 0, vm.Spins.Yields);
    }

    [Fact]
    public void Two_shootdowns_at_once_answer_each_other()
    {
        // Both have paid for sending at 10.4 us. The first one's interrupt reaches the second before that one has sent: it handles it until 10.7 us and
        // sends then; the first handles that until 11 us. The second goes on at 11 us, when its sibling has answered, and so does the first.
        var host = HostHarness.Kvm(HostHarness.Cores(2), guest: Costs);
        var vm = host.AddVm("vm", 2);
        var first = Shoot(host, vm, after: 10);
        var second = Shoot(host, vm, after: 10, vcpu: 1);
        host.Run(Us(100));
        Assert.Equal([At(11)], first.Done);
        Assert.Equal([At(11)], second.Done);
        Assert.Equal(2, vm.TlbShootdowns.Completed);
    }

    private static WorkLog Shoot(HostHarness host, VirtualMachine vm, double after, int vcpu = 0)
    {
        var log = new WorkLog { Calendar = host.Calendar };
        host.Dispatcher.Submit(vm.Vcpus[vcpu], new WorkItem(Us(after).Picoseconds, new Shooter(vm, log), 0));
        return log;
    }

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    private static SimTime At(double microseconds) => SimTime.Zero + Us(microseconds);

    private sealed class Shooter(VirtualMachine vm, IWorkSink then) : IWorkSink
    {
        public void OnWorkDone(World world, in WorkItem item) => vm.TlbShootdowns.Begin(world, new WorkItem(0, then, 0));
    }

    private sealed class Forks(HostHarness host, VirtualMachine vm) : IWorkSink
    {
        public List<(int Vcpu, SimTime Time)> Done { get; } = [];

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
