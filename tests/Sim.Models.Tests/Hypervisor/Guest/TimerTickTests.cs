using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Guest;

/// <summary>The guest's timer tick: exits that lengthen work while a vCPU is busy, at the instants of the guest's own grid.</summary>
public sealed class TimerTickTests
{
    // 250 ticks a second at 4, 8, 12, ... ms (the first VM's grid begins at 0), 2 exits of 15,000 cycles at 3 GHz: 10 us each tick.
    private static readonly GuestCosts Ticking = HostHarness.NoGuestCosts with { TickRate = 250, TickExits = 2, ExitCycles = 15_000 };

    [Fact]
    public void Work_is_put_off_by_the_ticks_that_fall_into_it_and_by_those_that_fall_into_these()
    {
        // From 0: 10 ms of work meet the ticks at 4 and 8 ms: done at 10.02 ms. Then 1.975 ms of work end at 11.995 ms without a tick; 4 us more
        // end at 11.999 ms; and 5 us more run into the tick at 12 ms: 12.014 ms.
        var host = HostHarness.Kvm(HostHarness.Cores(1), guest: Ticking);
        var vcpu = host.AddVm("vm", 1).Vcpus[0];
        host.Run(Ms(0.000001));
        var logs = new[] { 9.999999, 1.975, 0.004, 0.005 }.Select(work => host.Submit(vcpu, Ms(work))).ToList();
        host.Run(Ms(20));
        Assert.Equal([At(10.02), At(11.995), At(11.999), At(12.014)], logs.Select(log => log.Done.Single()));
        Assert.Equal(3, vcpu.Ticks);
    }

    [Fact]
    public void An_idle_vcpu_does_not_tick()
    {
        // Work of 1 ms at 2, 7 and 11.5 ms: of the ticks at 4, 8 and 12 ms the last falls into it, and the second comes as the work of 7 ms ends.
        var host = HostHarness.Kvm(HostHarness.Cores(1), guest: Ticking);
        var vcpu = host.AddVm("vm", 1).Vcpus[0];
        var logs = new List<WorkLog>();
        foreach (var start in new[] { 2, 7, 11.5 })
        {
            host.Run(At(start) - host.Now);
            logs.Add(host.Submit(vcpu, Ms(0.9)));
        }

        host.Run(Ms(10));
        Assert.Equal([At(2.9), At(7.9), At(12.41)], logs.Select(log => log.Done.Single()));
        Assert.Equal(1, vcpu.Ticks);
    }

    [Fact]
    public void Ticks_missed_without_a_pcpu_are_taken_as_one()
    {
        // ESXi, quantum 200 ms, two VMs on one pCPU. The first runs until 200 ms and takes the ticks at 4, 8, ..., 200 ms. Until it is back at 400 ms it
        // misses 50 and takes one for them.
        var host = HostHarness.Esxi(HostHarness.Cores(1), guest: Ticking);
        var first = host.AddBusyVm("first", 1).Vcpus[0];
        host.AddBusyVm("second", 1);
        host.Run(Ms(399.9));
        Assert.Equal(50, first.Ticks);
        host.Run(Ms(0.2));
        Assert.Equal(51, first.Ticks);
    }

    [Fact]
    public void A_busy_vcpu_takes_the_time_of_its_rate_whatever_the_speed_of_its_core()
    {
        // Two threads of a core at 0.625 each for 10 s: 2,500 ticks of 10 us of work are 25 ms of it, so of 6.25 s of work 6.225 are the guest's.
        var host = HostHarness.Kvm(HostHarness.Cores(1, smt: true), guest: Ticking);
        var vm = host.AddVm("vm", 2);
        var logs = vm.Vcpus.Select(vcpu => host.Submit(vcpu, SimDuration.FromSeconds(6.225))).ToList();
        host.Run(11);
        Assert.All(logs, log => Assert.Equal(10.0, log.Done.Single().Seconds, 1e-4));
    }

    [Fact]
    public void Vms_tick_at_different_times_and_vcpus_of_one_together()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(4), guest: Ticking);
        var first = host.AddBusyVm("first", 2);
        var second = host.AddBusyVm("second", 2);
        host.Run(Ms(4.5));
        // The second VM's grid is 0.618 of a period on: 2.472 and 6.472 ms.
        Assert.All(first.Vcpus, vcpu => Assert.Equal(1, vcpu.Ticks));
        Assert.All(second.Vcpus, vcpu => Assert.Equal(1, vcpu.Ticks));
        host.Run(Ms(2.1));
        Assert.All(first.Vcpus, vcpu => Assert.Equal(1, vcpu.Ticks));
        Assert.All(second.Vcpus, vcpu => Assert.Equal(2, vcpu.Ticks));
    }

    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    private static SimTime At(double milliseconds) => SimTime.Zero + Ms(milliseconds);
}
