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
        // Write amplification 2.5: valid share u = 1 - 1/2.5, and 1 + spare = -ln(u) / (1 - u) = 1.2771.
        OverProvisioning = 0.2771,
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
        // Room comes free a program unit at a time: up to 64 KiB of 80 MiB at each end of the measured part (0.16 %). Spare space is a whole
        // number of blocks, here 495 of 4.3 GB, which moves write amplification by 0.1 %.
        Assert.Equal(bytesPerSecond, run.Iops * 4096, 0.003 * bytesPerSecond);
    }

    [Fact]
    public void A_full_buffer_makes_a_write_wait_for_programs()
    {
        // The buffer holds one program unit exactly: 64 KiB take 65.536 us to the flash and 500 us in it. The 17th write of 4 KiB waits for that.
        var drive = Drive with { WriteBuffer = 64 * 1024, Age = DriveAge.Fresh, QueueDepth = 64 };
        var bench = new DriveBench(drive) { KeepTimes = true };
        for (var i = 0; i < 17; i++) bench.Submit(IoOperation.Write, 4096);
        bench.Drain();
        var filled = SimTime.Zero + drive.FetchLatency + (drive.Link.TransferTime(4096) * 16) + drive.WriteLatency;
        var programmed = filled + SimDuration.FromMicroseconds(65.536 + 500);
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
        Assert.Equal(Acknowledgement(1 << 20) + (SimDuration.FromMicroseconds(65.536 + 500) * 15), bench.Latency.Maximum);
    }

    [Fact]
    public void A_flush_waits_for_the_flash_unless_the_buffer_survives_a_power_loss()
    {
        Assert.Equal(Drive.FetchLatency + Drive.FlushLatency + Drive.CompletionLatency, FlushAfterWrite(Drive));

        // Without protection: 4 KiB go to the flash in 4096 / 1e9 s = 4.096 us and are programmed in 500 us, started by the flush.
        Assert.Equal(
            Drive.FetchLatency + SimDuration.FromMicroseconds(4.096 + 500) + Drive.FlushLatency + Drive.CompletionLatency,
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
        // 18 us at depth 1; steady 3.5e9 / 4.27 / 4096 = 200,116 writes per second once 64 MiB of buffer are full (16,384 writes). Spare space is
        // given to three digits, 13.9 %, and rounded to one of 249 blocks: 0.7 % of write amplification.
        var drive = NvmePresets.EnterpriseGen4Tlc;
        Assert.Equal(18, DriveBench.Measure(drive, 1, IoOperation.Write, 4096, 1_000).Mean.Microseconds, 0.1);
        Assert.Equal(200_116, DriveBench.Measure(drive, 64, IoOperation.Write, 4096, 150_000).Iops, 0.007 * 200_116);
    }

    [Fact]
    public void Programs_hold_up_reads()
    {
        // Saturating writes: 1e9 / 65,536 programs a second of 100 us each keep 1.526 of four units busy, 38 % of each.
        var drive = Drive with
        {
            MediaUnits = 4, SteerableShare = 0, Age = DriveAge.Fresh,
            ProgramTime = SimDuration.FromMicroseconds(100), ProgramSuspend = SimDuration.Zero,
        };
        var bench = new DriveBench(drive);
        bench.KeepInFlight(32, IoOperation.Write, 65536, queuePair: 1);
        bench.Run(SimDuration.FromSeconds(0.05));
        bench.EndWarmUp();
        bench.Run(SimDuration.FromSeconds(0.2));
        Assert.Equal(1e9 / 65536 * 100e-6, bench.Drive.BusyUnits.MeanAt(bench.Calendar.Now), 0.02);

        // A read finds a program in service with probability 0.38 and then waits for half of it on average: programs of one unit come a cycle apart.
        bench.KeepInFlight(1, IoOperation.Read, 4096, queuePair: 2);
        bench.Run(SimDuration.FromSeconds(0.5));
        var alone = DriveBench.Measure(drive, 1, IoOperation.Read, 4096, 5_000).Mean;
        var expected = alone + SimDuration.FromMicroseconds(1e9 / 65536 * 100e-6 / 4 * 50);
        // The reads are 4,000 with a standard deviation of 30 us of waiting: 0.5 us; a read's data also waits for 7 us of writes on no shared server.
        Assert.Equal(expected.Microseconds, bench.ReadLatency.Mean.Microseconds, 2.5);
    }

    // One unit; a program of 500 us begins at 65.536 us after the last byte; the read reaches the unit 200 us into it.
    [Theory]
    [InlineData(0, 300)] // not suspended: the rest of the program
    [InlineData(100, 100)] // suspended
    [InlineData(250, 250)]
    [InlineData(300, 300)] // ends before it can be suspended
    public void A_read_waits_until_the_program_of_its_unit_is_suspended(int suspend, int waits)
    {
        var drive = Drive with
        {
            MediaUnits = 1, SteerableShare = 0, ReadSpread = 0, Age = DriveAge.Fresh, PowerLossProtected = false,
            ProgramSuspend = SimDuration.FromMicroseconds(suspend), ReadTime = SimDuration.FromMicroseconds(40),
        };
        var alone = new DriveBench(drive);
        alone.Submit(IoOperation.Read, 4096);
        alone.Drain();

        var bench = new DriveBench(drive) { KeepTimes = true };
        bench.Submit(IoOperation.Write, 65536);
        var begins = SimTime.Zero + drive.FetchLatency + drive.Link.TransferTime(65536) + drive.WriteLatency + SimDuration.FromMicroseconds(65.536);
        var atUnit = begins + SimDuration.FromMicroseconds(200);
        bench.SubmitAt(begins, IoOperation.Flush, 0);
        bench.SubmitAt(atUnit - drive.ReadLatencyBefore - drive.FetchLatency, IoOperation.Read, 4096);
        bench.Drain();
        var submitted = atUnit - drive.ReadLatencyBefore - drive.FetchLatency;
        Assert.Equal(alone.Latency.Maximum + SimDuration.FromMicroseconds(waits), bench.CompletedAt[2] - submitted);

        // A suspended program goes on after the read: what is lost to it is the suspension and the read.
        var lost = suspend is 100 or 250 ? suspend + 40 : 0;
        Assert.Equal(suspend is 100 or 250 ? 1 : 0, bench.Drive.Suspensions);
        Assert.Equal(begins + SimDuration.FromMicroseconds(500 + lost) + drive.FlushLatency + drive.CompletionLatency, bench.CompletedAt[1]);
    }

    [Fact]
    public void Reads_cannot_starve_a_program()
    {
        // One unit that 64 reads in a loop keep busy for ever: without a turn after sixteen reads no program would end.
        var bench = new DriveBench(Drive with { MediaUnits = 1, Age = DriveAge.Fresh, WriteBuffer = 64 * 1024 });
        bench.KeepInFlight(64, IoOperation.Read, 4096);
        bench.KeepInFlight(1, IoOperation.Write, 65536, queuePair: 1);
        bench.Run(SimDuration.FromMilliseconds(50));
        bench.EndWarmUp();
        bench.Run(SimDuration.FromSeconds(1));
        // A program waits for sixteen reads of 55 us, runs 100 us, is suspended in 100 us for sixteen more, and so on until 500 us are done: four
        // suspensions (the last 100 us end before they could be stopped), 16 x 55 x 5 + 500 + 4 x 100 = 5,300 us: 189 programs a second. Reads overlap
        // with the way of the next write to the unit, hence up to one row of reads (880 us) less or more.
        Assert.InRange(bench.Drive.BytesWritten / 65536d, 1e6 / (5_300 + 880), 1e6 / (5_300 - 880));
    }

    // The same drive, the same reads and writes: what cleaning does to both.
    [Fact]
    public void A_steady_drive_writes_slower_and_reads_slower_beside_writes_than_a_fresh_one()
    {
        var fresh = Mixed(DriveAge.Fresh);
        var steady = Mixed(DriveAge.Steady);
        Assert.Equal(1, fresh.Amplification);
        Assert.Equal(0, fresh.Erases);
        // 2.5, with a spare of whole blocks.
        Assert.Equal(2.5, steady.Amplification, 0.01);
        // One block of a unit is erased for 512 programs of any kind.
        Assert.Equal(steady.Programs / 512, steady.Erases, 2d);
        Assert.InRange(fresh.WriteRate / steady.WriteRate, 2.4, 2.6);
        // Fresh, a read waits for a suspended program at most (and reads before it); steady, some wait for erases: the tail grows by their 700 us.
        Assert.True(steady.P999 > fresh.P999 + SimDuration.FromMicroseconds(200), $"99.9 %: fresh {fresh.P999}, steady {steady.P999}");

        static (double Amplification, long Erases, double Programs, double WriteRate, SimDuration P999) Mixed(DriveAge age)
        {
            var bench = new DriveBench(Drive with { Age = age, MediaUnits = 16, ProgramBandwidth = 0.8e9 });
            bench.KeepInFlight(64, IoOperation.Write, 65536, queuePair: 1);
            bench.Run(SimDuration.FromSeconds(0.05));
            bench.KeepInFlight(4, IoOperation.Read, 4096, queuePair: 2);
            bench.EndWarmUp();
            bench.Run(SimDuration.FromSeconds(2));
            var programs = bench.Drive.BytesWritten / 65536d * bench.Drive.WriteAmplification;
            return (bench.Drive.WriteAmplification, bench.Drive.Erases, programs, bench.Drive.BytesWritten, bench.ReadLatency.Percentile(0.999));
        }
    }

    [Fact]
    public void A_write_smaller_than_the_mapping_unit_reads_and_programs_all_of_it()
    {
        // 4 KiB in pieces of 16 KiB: four times the bytes are programmed, and a read holds a unit for each write.
        var drive = Drive with { MappingUnit = 16 * 1024, Age = DriveAge.Fresh };
        var small = DriveBench.Measure(drive, 32, IoOperation.Write, 4096, 20_000);
        Assert.Equal(1e9 / 16384, small.Iops, 0.002 * small.Iops);
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
