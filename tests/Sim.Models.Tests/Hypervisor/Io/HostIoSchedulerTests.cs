using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

/// <summary>Jobs on one Samsung 980 PRO, 4 KiB random reads at depth 128 a job, with and without an I/O scheduler: Ren et al., ICPE 2024, by network-and-storage 2.3.</summary>
public sealed class HostIoSchedulerTests
{
    // A job of the measurement is a thread that submits and completes its own requests in 2.62 us each (1 / 381,000) at depth, the drive's interrupts on its core
    // among them; here an iothread, and 0.3 of them are the handler's.
    private static readonly KvmDiskParameters Job = new()
    {
        SubmitBatched = SimDuration.FromMicroseconds(1.6),
        CompleteBatched = SimDuration.FromMicroseconds(0.72),
    };

    [Theory]
    [InlineData(DiskScheduler.None, 1, 381)]
    [InlineData(DiskScheduler.MqDeadline, 1, 310)]
    [InlineData(DiskScheduler.Kyber, 1, 304)]
    [InlineData(DiskScheduler.Bfq, 1, 241)]
    [InlineData(DiskScheduler.None, 2, 727)]
    [InlineData(DiskScheduler.MqDeadline, 2, 505)]
    [InlineData(DiskScheduler.Kyber, 2, 605)]
    [InlineData(DiskScheduler.Bfq, 2, 302)]
    [InlineData(DiskScheduler.None, 4, 784)]
    [InlineData(DiskScheduler.MqDeadline, 4, 499)]
    [InlineData(DiskScheduler.Kyber, 4, 786)]
    public void Jobs_reach_what_was_measured(DiskScheduler scheduler, int jobs, double thousands)
    {
        // The CPU of one job is fitted to its first column; the lock to that of mq-deadline and BFQ with several jobs. 5 % are for what remains of the
        // drive: its measured ceiling is 783,000, the model's 32 units of 40.5 us do 790,000.
        var rate = Farm(scheduler, jobs).Rate(0.02);
        Assert.InRange(rate / 1000, thousands * 0.95, thousands * 1.05);
    }

    [Fact]
    public void More_jobs_do_not_help_behind_a_lock()
    {
        // mq-deadline: 470,000 to 570,000 for any number of jobs.
        Assert.InRange(Farm(DiskScheduler.MqDeadline, 8).Rate(0.02), 470_000, 570_000);
    }

    [Theory]
    [InlineData(DiskScheduler.None, 0)]
    [InlineData(DiskScheduler.MqDeadline, 1.7)]     // 70.1 - 68.4 us at depth 1
    [InlineData(DiskScheduler.Kyber, 1.9)]
    [InlineData(DiskScheduler.Bfq, 3.5)]
    public void Alone_a_request_takes_longer_by_what_was_measured(DiskScheduler scheduler, double microseconds)
    {
        var farm = new DiskFarm(HostHarness.Kvm(HostHarness.Cores(2)), Job with { Scheduler = scheduler, PollMaximum = SimDuration.Zero }, DiskFarm.Drive(SimDuration.FromMicroseconds(50)));
        var disk = farm.Add();
        farm.Issue(0, 0, IoOperation.Read);
        farm.Host.Run(0.001);
        var plain = Job.Kick + Job.Submit + SimDuration.FromMicroseconds(50) + DiskFarm.Drive(default).Link.TransferTime(4096) + Job.HostInterrupt + Job.Complete;
        Assert.Equal(plain + SimDuration.FromMicroseconds(microseconds), disk.Latency.Maximum);
    }

    private static DiskFarm Farm(DiskScheduler scheduler, int jobs)
    {
        var farm = new DiskFarm(HostHarness.Kvm(HostHarness.Cores(2 * jobs)), Job with { Scheduler = scheduler }, NvmePresets.Samsung980Pro);
        for (var i = 0; i < jobs; i++) farm.Add();
        farm.KeepInFlight(128);
        farm.Host.Run(0.005);
        return farm;
    }
}
