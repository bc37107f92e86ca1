using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>Which idle pCPU a waking thread takes: cpu-and-memory 1.5, steps 2 to 6.</summary>
public sealed class IdleCoreTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Fact]
    public void An_idle_core_goes_before_an_idle_thread_and_that_before_waiting()
    {
        // Two cores of two threads under one cache: pCPUs 0, 1 and 2, 3. The last pCPU is 0, busy.
        Assert.Equal(2, WokenWith(busy: [0]));          // step 3: core 1 is idle as a whole, thread 1 beside a busy one is passed over
        Assert.Equal(0, WokenWith(busy: [1]));          // step 2: its own pCPU is idle, whatever its sibling does
        Assert.Equal(3, WokenWith(busy: [0, 1, 2]));    // step 4: no idle core, an idle thread
        Assert.Equal(1, WokenWith(busy: [0, 2, 3]));    // step 5: the sibling of the last one
        Assert.Equal(0, WokenWith(busy: [0, 1, 2, 3])); // step 6: it waits where it was
    }

    [Fact]
    public void A_waking_thread_does_not_leave_its_cache()
    {
        // Two sockets of one core: the other socket is idle, and the thread waits on its own.
        var host = HostHarness.Kvm(HostHarness.Cores(1, sockets: 2));
        var blocker = host.AddVm("blocker", 1).Vcpus[0];
        blocker.LastPcpu = 0;
        host.KeepBusy(blocker);
        var thread = host.AddVm("thread", 1).Vcpus[0];
        thread.LastPcpu = 0;
        host.Submit(thread, Ms(1));
        Assert.Equal(0, thread.Pcpu);
        Assert.True(host.Dispatcher.Idle.IsIdle(1));
    }

    private static int WokenWith(int[] busy)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(2, smt: true));
        foreach (var pcpu in busy)
        {
            var blocker = host.AddVm($"blocker{pcpu}", 1).Vcpus[0];
            blocker.LastPcpu = pcpu;
            host.KeepBusy(blocker);
            Assert.Equal(pcpu, blocker.Pcpu);
        }

        var thread = host.AddVm("thread", 1).Vcpus[0];
        thread.LastPcpu = 0;
        host.Submit(thread, Ms(1));
        return thread.Pcpu;
    }
}
