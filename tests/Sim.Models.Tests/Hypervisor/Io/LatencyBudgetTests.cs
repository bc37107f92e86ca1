using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

/// <summary>The budgets of network-and-storage 8A as chains of events: a 4 KiB read at queue depth 1 on a drive that takes 58 us (980 PRO class).</summary>
public sealed class LatencyBudgetTests
{
    /// <summary>The table's wake of a thread, 5.0 us, with C1 inside it: exit 1, wake 2, switch 2. Leaving a poll: 0.3.</summary>
    private static readonly DispatchCosts Table = new() { ContextSwitch = Us(2), Wake = Us(2), PollResume = Us(0.3) };

    /// <summary>What the bare kernel takes on the same drive, us (Ren et al., ICPE 2024).</summary>
    private const double BareKernel = 68.3;

    [Fact]
    public void Sleeping_iothread()
    {
        // 2.0 guest, 1.2 kick, 5.0 wake, 2.0 + 1.5 handling and submission, drive, 3.0 interrupt (1.0 of it the exit from C1), 4.0 reap (2.0 of it
        // the switch), 2.5 + 5 guest interrupt and wake, 3.0 guest completion: 58 + 29.2.
        var mean = Sleeping(new KvmDiskParameters { PollMaximum = SimDuration.Zero });
        Assert.Equal(Us(58 + 29.2), mean);
        Assert.InRange(mean.Microseconds, 82, 87.5);
    }

    [Fact]
    public void The_part_of_the_host_alone_is_the_bare_kernels()
    {
        // From the thread's submission to its completion the chain is that of a thread of the host that reads for itself:
        // 3.5 submission, drive, 3.0 interrupt, 4.0 reap are 68.5. Without 2.0 + 1.2 + 5.0 before and 2.5 + 5 + 3.0 behind it.
        var mean = Sleeping(new KvmDiskParameters { PollMaximum = SimDuration.Zero }) - Us(8.2 + 10.5);
        Assert.InRange(mean.Microseconds, BareKernel * 0.99, BareKernel * 1.01);
    }

    [Fact]
    public void Polling_iothread_and_polling_vcpu()
    {
        // 2.0 guest, no kick, 0.3 + 1.6 + 1.5, drive, 2.0 interrupt, 1.0 reap, 1.5 guest interrupt, 2.0 guest completion: 69.9.
        // Both windows must be longer than the drive takes: 64 us of at most 100, 80 us of at most 200.
        var polling = new PollPolicy(Us(200), Us(10), Shrink: 0);
        var mean = Mean(HostHarness.Kvm(Cores(), costs: Table, polling: polling), new KvmDiskParameters { PollMaximum = Us(100) });
        Assert.Equal(Us(69.9), mean);
    }

    [Theory]
    [InlineData(PathPlugin.Hpp, 85.5)]      // 2.0 guest, 1.5 kick, 5.0 wake, 2.3, drive, 3.0 interrupt, 2.0 + 1.2, 2.5 + 5, 3.0: 58 + 27.5
    [InlineData(PathPlugin.Nmp, 88.0)]      // 2.5 more
    public void Pvscsi_adds_15_to_30_us_to_the_bare_kernel(PathPlugin plugin, double microseconds)
    {
        var mean = Mean(HostHarness.Esxi(Cores(), costs: Table), new EsxiDiskParameters { Plugin = plugin });
        Assert.Equal(Us(microseconds), mean);
        Assert.InRange(mean.Microseconds - BareKernel, 15, 30);
    }

    [Fact]
    public void A_guest_that_owns_the_drive_adds_0_to_3_us()
    {
        // 2.4: native latency and 0 to 3 us. 2.0 guest, drive, 0.5 posted, 5 + 2.5 + 3.0.
        var mean = Sleeping(new KvmDiskParameters { Kind = DiskKind.Vfio });
        Assert.Equal(Us(58 + 13), mean);
        Assert.InRange(mean.Microseconds - BareKernel, 0, 3);
    }

    private static SimDuration Sleeping(KvmDiskParameters path) => Mean(HostHarness.Kvm(Cores(), costs: Table), path);

    private static Sim.Models.Hardware.Cpu.CpuParameters Cores() => HostHarness.Cores(4) with { IdleStates = HostHarness.IdleExits(Us(1), Us(1)) };

    private static SimDuration Mean(HostHarness host, BlockPathParameters path)
    {
        // The link is part of the drive's 58 us.
        var bench = DiskFarm.OfOne(host, 1, path, new GuestCosts(), Us(58) - DiskFarm.Drive(default).Link.TransferTime(4096));
        bench.KeepInFlight(1);
        host.Run(0.01);
        bench.Disk.ResetStatistics();
        host.Run(0.02);
        return bench.Disk.Latency.Mean;
    }

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);
}
