using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Tests.Hardware.Storage;

public sealed class NvmeWriteTests
{
    private static readonly NvmeParameters Drive = new()
    {
        CommandTime = SimDuration.Zero,
        WriteBuffer = 4 << 20,
        ProgramBandwidth = 1e9,
        WriteAmplification = 2.5,
        ProgramUnit = 64 * 1024,
    };

    private static SimDuration Acknowledgement(int bytes) =>
        Drive.FetchLatency + Drive.Link.TransferTime(bytes) + Drive.WriteLatency + Drive.CompletionLatency;

    [Fact]
    public void A_write_is_acknowledged_from_the_buffer()
    {
        var bench = new DriveBench(Drive);
        bench.Submit(IoOperation.Write, 4096);
        bench.Drain();
        Assert.Equal(Acknowledgement(4096), bench.Latency.Maximum);
        Assert.Equal(4096, bench.Drive.BytesWritten);
    }

    [Fact]
    public void A_burst_that_fits_the_buffer_is_acknowledged_at_link_speed()
    {
        // 1024 writes of 4 KiB are exactly the buffer; each waits only for those before it on the link.
        var bench = new DriveBench(Drive with { QueueDepth = 2048 });
        for (var i = 0; i < 1024; i++) bench.Submit(IoOperation.Write, 4096);
        bench.Drain();
        Assert.Equal(Acknowledgement(4096) + (Drive.Link.TransferTime(4096) * 1023), bench.Latency.Maximum);
    }

    [Theory]
    [InlineData(DriveAge.Fresh, 1e9)]
    [InlineData(DriveAge.Steady, 0.4e9)]
    public void Sustained_writes_run_at_program_bandwidth_over_write_amplification(DriveAge age, double bytesPerSecond)
    {
        var run = DriveBench.Measure(Drive with { Age = age }, 32, IoOperation.Write, 4096, 20_000);
        // Room comes free a program unit at a time: up to 64 KiB of 80 MiB at each end of the measured part.
        Assert.Equal(bytesPerSecond, run.Iops * 4096, 0.0016 * bytesPerSecond);
    }

    [Fact]
    public void A_full_buffer_makes_a_write_wait_for_programs()
    {
        // The buffer holds one program unit exactly (fresh: 64 KiB take 65.536 us). The 17th 4 KiB write waits for the first program.
        var drive = Drive with { WriteBuffer = 64 * 1024, Age = DriveAge.Fresh, QueueDepth = 64 };
        var bench = new DriveBench(drive) { KeepTimes = true };
        for (var i = 0; i < 17; i++) bench.Submit(IoOperation.Write, 4096);
        bench.Drain();
        var filled = SimTime.Zero + drive.FetchLatency + (drive.Link.TransferTime(4096) * 16) + drive.WriteLatency;
        var programmed = filled + SimDuration.FromMicroseconds(65.536);
        Assert.Equal(programmed + drive.CompletionLatency, bench.CompletedAt[16]);
    }

    [Fact]
    public void A_write_larger_than_the_buffer_takes_room_as_it_comes_free()
    {
        // 1 MiB through a buffer of 64 KiB: fifteen programs make room for the last part.
        var drive = Drive with { WriteBuffer = 64 * 1024, Age = DriveAge.Fresh };
        var bench = new DriveBench(drive);
        bench.Submit(IoOperation.Write, 1 << 20);
        bench.Drain();
        Assert.Equal(Acknowledgement(1 << 20) + (SimDuration.FromMicroseconds(65.536) * 15), bench.Latency.Maximum);
    }

    [Fact]
    public void A_flush_waits_for_the_flash_unless_the_buffer_survives_a_power_loss()
    {
        Assert.Equal(Drive.FetchLatency + Drive.FlushLatency + Drive.CompletionLatency, FlushAfterWrite(Drive));

        // Without protection: 4 KiB are programmed in 4096 x 2.5 / 1e9 s = 10.24 us, started by the flush.
        Assert.Equal(
            Drive.FetchLatency + SimDuration.FromMicroseconds(10.24) + Drive.FlushLatency + Drive.CompletionLatency,
            FlushAfterWrite(Drive with { PowerLossProtected = false }));
    }

    [Fact]
    public void A_flush_of_an_empty_buffer_waits_for_nothing()
    {
        var bench = new DriveBench(Drive with { PowerLossProtected = false });
        bench.Submit(IoOperation.Flush, 0);
        bench.Drain();
        Assert.Equal(Drive.FetchLatency + Drive.FlushLatency + Drive.CompletionLatency, bench.Latency.Maximum);
    }

    [Fact]
    public void The_enterprise_drive_writes_as_its_data_sheet_says()
    {
        // 18 us at depth 1; steady 3.5e9 / 4.27 / 4096 = 200,116 writes per second once 64 MiB of buffer are full (16,384 writes).
        var drive = NvmePresets.EnterpriseGen4Tlc;
        Assert.Equal(18, DriveBench.Measure(drive, 1, IoOperation.Write, 4096, 1_000).Mean.Microseconds, 0.1);
        Assert.Equal(200_116, DriveBench.Measure(drive, 64, IoOperation.Write, 4096, 150_000).Iops, 0.003 * 200_116);
    }

    [Fact]
    public void Programs_hold_up_reads()
    {
        // Saturating writes: 1e9 / 65,536 programs a second of 100 us each keep 1.526 of four units busy, 38 % of each.
        var drive = Drive with { MediaUnits = 4, SteerableShare = 0 };
        var bench = new DriveBench(drive);
        bench.KeepInFlight(32, IoOperation.Write, 65536, queuePair: 1);
        bench.Run(SimDuration.FromSeconds(0.05));
        bench.EndWarmUp();
        bench.Run(SimDuration.FromSeconds(0.2));
        Assert.Equal(1e9 / 65536 * 100e-6, bench.Drive.BusyUnits.MeanAt(bench.Calendar.Now), 0.02);

        // A read finds a program in service with probability 0.38 and waits for half of it at least; queued programs only add to that.
        bench.KeepInFlight(1, IoOperation.Read, 4096, queuePair: 2);
        bench.Run(SimDuration.FromSeconds(0.5));
        var alone = DriveBench.Measure(drive, 1, IoOperation.Read, 4096, 5_000).Mean;
        Assert.True(bench.ReadLatency.Mean > alone + SimDuration.FromMicroseconds(0.38 * 50), $"alone {alone}, with writes {bench.ReadLatency.Mean}");
    }

    private static SimDuration FlushAfterWrite(NvmeParameters drive)
    {
        var bench = new DriveBench(drive) { KeepTimes = true };
        bench.Submit(IoOperation.Write, 4096);
        bench.Run(SimDuration.FromMilliseconds(1));
        var start = bench.Calendar.Now;
        var flush = bench.Submit(IoOperation.Flush, 0);
        bench.Drain();
        return bench.CompletedAt[flush] - start;
    }
}
