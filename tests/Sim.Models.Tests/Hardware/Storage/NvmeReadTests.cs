using CsCheck;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Testing;
using Sim.Testing.Oracles;

namespace Sim.Models.Tests.Hardware.Storage;

public sealed class NvmeReadTests
{
    // Fixed times of the bare drive below: fetch 1 + before 2 + after 3 + completion 4 us.
    private static readonly SimDuration Fixed = SimDuration.FromMicroseconds(10);

    private static readonly NvmeParameters Bare = new()
    {
        FetchLatency = SimDuration.FromMicroseconds(1),
        ReadLatencyBefore = SimDuration.FromMicroseconds(2),
        ReadLatencyAfter = SimDuration.FromMicroseconds(3),
        CompletionLatency = SimDuration.FromMicroseconds(4),
        CommandTime = SimDuration.Zero,
        MediaUnits = 4,
        ReadTime = SimDuration.FromMicroseconds(50),
        ReadSpread = 0,
        ReadUnit = 4096,
        SteerableShare = 0,
        ReadBandwidth = 0,
        Link = new PcieParameters { Generation = PcieGeneration.Gen3, Lanes = 4 },
    };

    // 980 PRO, 4 KiB random reads through a polled driver (raw fio files of Ren et al., ICPE 2024).
    // IOPS within 5 % and p99 within 12 %: the model is fitted to this table (largest residuals 3.2 % and 7.5 %), so that the rest is
    // room for the noise of 100,000 reads, 1 % of IOPS and 4 % of p99 at the deepest queue.
    [Theory]
    [InlineData(1, 16_583, 69.1)]
    [InlineData(2, 32_927, 74.2)]
    [InlineData(4, 64_776, 98.8)]
    [InlineData(8, 125_351, 111)]
    [InlineData(16, 233_552, 132)]
    [InlineData(32, 400_496, 192)]
    [InlineData(64, 589_959, 322)]
    [InlineData(128, 735_639, 602)]
    [InlineData(256, 783_333, 1012)]
    public void Samsung_980_pro_follows_the_measured_queue_depth_curve(int depth, double iops, double p99)
    {
        var run = DriveBench.Measure(NvmePresets.Samsung980Pro, depth, IoOperation.Read, 4096, 100_000);
        Assert.InRange(run.Iops / iops, 0.95, 1.05);
        Assert.InRange(run.P99.Microseconds / p99, 0.88, 1.12);
    }

    // Without steering and with 18 us of fixed time network-and-storage 1.3 states: IOPS within 3.2 % to QD 64, -7 / -6 % at 128 / 256;
    // p99 within 9 % to QD 64, +15 % at 128, +40 % at 256. One point of noise is added to each.
    [Theory]
    [InlineData(1, 16_583, 0.042, 69.1, 0.10)]
    [InlineData(16, 233_552, 0.042, 132, 0.10)]
    [InlineData(64, 589_959, 0.042, 322, 0.10)]
    [InlineData(128, 735_639, 0.08, 602, 0.16)]
    [InlineData(256, 783_333, 0.07, 1012, 0.41)]
    public void Without_steering_the_deep_tail_is_too_long(int depth, double iops, double iopsTolerance, double p99, double p99Tolerance)
    {
        var half = SimDuration.FromMicroseconds(7.9);
        var unsteered = NvmePresets.Samsung980Pro with { SteerableShare = 0, ReadLatencyBefore = half, ReadLatencyAfter = half };
        var run = DriveBench.Measure(unsteered, depth, IoOperation.Read, 4096, 100_000);
        Assert.InRange(run.Iops / iops, 1 - iopsTolerance, 1 + iopsTolerance);
        Assert.InRange(run.P99.Microseconds / p99, 1 - p99Tolerance, 1 + p99Tolerance);
    }

    [Fact]
    public void A_lone_read_takes_the_sum_of_its_stages()
    {
        var bench = new DriveBench(Bare);
        bench.Submit(IoOperation.Read, 4096);
        bench.Drain();
        Assert.Equal(Fixed + Bare.ReadTime + Bare.Link.TransferTime(4096), bench.Latency.Maximum);
    }

    [Fact]
    public void A_long_read_is_spread_over_neighbouring_units()
    {
        // 16 KiB are four array reads on four units at once; the four transfers then follow each other on the link.
        var bench = new DriveBench(Bare);
        bench.Submit(IoOperation.Read, 16 * 1024);
        bench.Drain();
        Assert.Equal(Fixed + Bare.ReadTime + (Bare.Link.TransferTime(4096) * 4), bench.Latency.Maximum);
        Assert.Equal(4, bench.Drive.BusyUnits.Peak);
        Assert.Equal(16 * 1024, bench.Drive.BytesRead);
    }

    [Fact]
    public void A_read_longer_than_one_stripe_comes_back_to_the_same_units()
    {
        // 20 KiB on four units: the first unit reads twice, and its second transfer finds the link idle.
        var bench = new DriveBench(Bare);
        bench.Submit(IoOperation.Read, 20 * 1024);
        bench.Drain();
        Assert.Equal(Fixed + (Bare.ReadTime * 2) + Bare.Link.TransferTime(4096), bench.Latency.Maximum);
    }

    [Fact]
    public void Two_reads_of_one_unit_follow_each_other()
    {
        var bench = new DriveBench(Bare with { MediaUnits = 1 });
        bench.Submit(IoOperation.Read, 4096);
        bench.Submit(IoOperation.Read, 4096);
        bench.Drain();
        Assert.Equal(Fixed + (Bare.ReadTime * 2) + Bare.Link.TransferTime(4096), bench.Latency.Maximum);
        Assert.Equal(1, bench.Drive.WaitingForMedia.Peak);
    }

    // Poisson reads over n units chosen uniformly are n independent M/G/1 queues; service is uniform on 50 us +/- 40 %, whose variance is
    // (0.4 x 50)^2 / 3.
    [Theory]
    [InlineData(1, 0.6)]
    [InlineData(8, 0.8)]
    public void Random_placement_is_a_row_of_mg1_queues(int units, double utilisation)
    {
        var parameters = Bare with { MediaUnits = units, ReadSpread = 0.4, Link = new PcieParameters { Generation = PcieGeneration.Gen5, Lanes = 16 } };
        var service = parameters.ReadTime.Microseconds;
        var response = QueueingFormulas.Mg1Response(utilisation / service, service, 0.4 * 0.4 * service * service / 3);
        // 512 B hold the fast link for 9 ns, so that queueing on it is below a nanosecond.
        var exact = Fixed.Microseconds + response + parameters.Link.TransferTime(512).Microseconds;

        var means = new List<double>();
        for (var replication = 0; replication < 20; replication++)
        {
            var bench = new DriveBench(parameters with { QueueDepth = 65535 }, (ulong)replication + 1);
            var arrivals = new Arrivals(bench, service / utilisation / units, bench.Streams.Get("arrivals"));
            arrivals.ScheduleNext();
            bench.Run(SimDuration.FromSeconds(0.05));
            bench.EndWarmUp();
            bench.Run(SimDuration.FromSeconds(0.4));
            means.Add(bench.Latency.Mean.Microseconds);
        }

        OracleCheck.Of("mean read latency", exact, means).Demand();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    public void Little_holds_exactly(int depth)
    {
        var bench = new DriveBench(NvmePresets.Samsung980Pro);
        bench.KeepInFlight(depth, IoOperation.Read, 4096);
        bench.RunFor(5_000);
        // A closed loop holds its depth all the time (a completion and its successor share an instant).
        Assert.Equal((Int128)depth * (bench.Calendar.Now - SimTime.Zero).Picoseconds, bench.Drive.InFlight.AreaAt(bench.Calendar.Now));
        bench.Drain();
        Assert.Equal(bench.Latency.Sum, bench.Drive.InFlight.AreaAt(bench.Calendar.Now));
        Assert.Equal(0, bench.Drive.InFlight.Level);
    }

    [Fact]
    public void The_link_bounds_long_reads()
    {
        // 128 KiB in 16 KiB parts, full packets: the payload rate of gen 3 x4 at 256 B is 3.58 GB/s; the units could read 41 GB/s.
        var parameters = Bare with { MediaUnits = 128, ReadUnit = 16 * 1024 };
        var run = DriveBench.Measure(parameters, 64, IoOperation.Read, 128 * 1024, 5_000);
        Assert.Equal(parameters.Link.PayloadRate, run.Iops * 128 * 1024, 0.001 * parameters.Link.PayloadRate);
    }

    [Fact]
    public void The_enterprise_drive_reads_as_its_data_sheet_says()
    {
        // 80 us at depth 1 and 900,000 per second at depth 512: the controller's 1.11 us a command (900,901 per second).
        Assert.Equal(80, DriveBench.Measure(NvmePresets.EnterpriseGen4Tlc, 1, IoOperation.Read, 4096, 20_000).Mean.Microseconds, 0.5);
        Assert.Equal(900_901, DriveBench.Measure(NvmePresets.EnterpriseGen4Tlc, 512, IoOperation.Read, 4096, 100_000).Iops, 1_000d);
    }

    // Open arrivals, first in first out at every unit, equal transfers: every read leaves its unit no later, so the mean cannot rise.
    [Fact]
    public void A_faster_drive_never_raises_the_mean_latency() =>
        Gen.Select(Gen.Double[0.3, 1], Gen.Int[1, 12], Gen.ULong, Gen.Int[0, 20_000].Array[1, 200]).Sample((factor, units, seed, gaps) =>
        {
            var slow = Bare with { MediaUnits = units, ReadSpread = 0.5 };
            return MeanOf(slow with { ReadTime = slow.ReadTime * factor }, seed, gaps) <= MeanOf(slow, seed, gaps);
        });

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_does_not()
    {
        Assert.Equal(Fingerprint(1), Fingerprint(1));
        Assert.NotEqual(Fingerprint(1), Fingerprint(2));
    }

    [Fact]
    public void A_warm_drive_allocates_nothing()
    {
        var bench = new DriveBench(NvmePresets.Samsung980Pro with
        {
            // One unit: all 200 reads wait in one queue, which is as long as it can get from the start.
            MediaUnits = 1,
            WriteBuffer = 1 << 20,
            CommandTime = SimDuration.FromMicroseconds(0.5),
            Limit = new RateLimit { Operations = 1e6, Bandwidth = 1e10 },
        });
        bench.KeepInFlight(200, IoOperation.Read, 4096);
        bench.KeepInFlight(100, IoOperation.Write, 8192, queuePair: 1);
        bench.KeepInFlight(1, IoOperation.Flush, 0, queuePair: 2);
        bench.RunFor(200_000);
        // The counters belong to the run: queues, slabs and histograms have grown by now.
        Assert.Equal(0, Allocations.Of(() => bench.RunFor(50_000)));
    }

    private static SimDuration MeanOf(NvmeParameters parameters, ulong seed, int[] gapsInNanoseconds)
    {
        var bench = new DriveBench(parameters, seed);
        var time = SimTime.Zero;
        foreach (var gap in gapsInNanoseconds)
        {
            time += SimDuration.FromNanoseconds(gap);
            bench.SubmitAt(time, IoOperation.Read, 4096);
        }

        bench.Drain();
        return bench.Latency.Mean;
    }

    private static string Fingerprint(ulong seed)
    {
        var bench = new DriveBench(NvmePresets.Samsung980Pro, seed);
        bench.KeepInFlight(32, IoOperation.Read, 4096);
        bench.KeepInFlight(8, IoOperation.Write, 16384, queuePair: 1);
        bench.RunFor(20_000);
        return bench.Fingerprint.ToString();
    }

    private sealed class Arrivals(DriveBench bench, double meanGapMicroseconds, Core.Random.RngStream stream) : IEventTarget
    {
        public void ScheduleNext() => bench.Calendar.Schedule(
            SimDuration.FromMicroseconds(meanGapMicroseconds * stream.NextExponential()), new EventAction(this, 0));

        public void OnEvent(in EventAction action)
        {
            bench.Submit(IoOperation.Read, 512);
            ScheduleNext();
        }
    }
}
