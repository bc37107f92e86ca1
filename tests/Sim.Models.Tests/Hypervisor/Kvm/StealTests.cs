using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>What the guest sees as steal is the ready time of its vCPU: cpu-and-memory 1.10.</summary>
public sealed class StealTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Fact]
    public void Waiting_behind_others_is_steal_and_halted_time_is_not()
    {
        // Turns of 3 ms. The vCPU has 4 ms to do from 0 on, behind one that was there first: ready 0 to 3 and 6 to 9, done at 10 ms, halted from there.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        host.AddBusyVm("other", 1);
        var vcpu = host.AddVm("vm", 1).Vcpus[0];
        host.Submit(vcpu, Ms(4));
        host.Run(Ms(100));
        Assert.Equal((Ms(6).Picoseconds, Ms(4).Picoseconds, Ms(90).Picoseconds), (vcpu.ReadyTime, vcpu.RunTime, vcpu.BlockedTime));
    }

    [Fact]
    public void Throttled_time_is_steal_although_nobody_else_wants_the_pcpu()
    {
        // 30 ms of every 100: at HZ 1000 the quota ends on a tick, so 70 ms of each period are steal.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var quota = new CpuQuota(Ms(30), Ms(100), SimDuration.Zero);
        var vcpu = host.AddBusyVm("vm", 1, group: host.Groups.Add("vm", host.Groups.Root, quota: quota)).Vcpus[0];
        host.Run(Ms(99.999));
        Assert.Equal((Ms(69.999).Picoseconds, Ms(69.999).Picoseconds), (vcpu.ReadyTime, vcpu.ThrottledTime));
    }

    [Fact]
    public void Polling_is_run_time_of_the_host_and_neither_steal_nor_halted()
    {
        // A window of 200 us that an idle time of 150 us fits into: the vCPU never gives the pCPU back.
        var us = SimDuration.FromMicroseconds(1);
        var host = HostHarness.Kvm(HostHarness.Cores(1), polling: new PollPolicy(us * 200, us * 200, 2));
        var vcpu = host.AddVm("vm", 1).Vcpus[0];
        host.Submit(vcpu, us * 50);
        // From nothing the window grows to its start at the first wake-up.
        host.Run(us * 200);
        host.Submit(vcpu, us * 50);
        host.Run(us * 50);
        host.Dispatcher.ResetAccounts();
        host.Run(us * 150);
        host.Submit(vcpu, us * 50);
        host.Run(us * 50);
        Assert.Equal(
            ((us * 200).Picoseconds, (us * 150).Picoseconds, 0L, 0L), (vcpu.RunTime, vcpu.PollTime, vcpu.ReadyTime, vcpu.BlockedTime));
    }
}
