using CsCheck;
using Sim.Calibration.Checks;
using Sim.Calibration.Disks;

namespace Sim.Calibration.Tests.Disks;

public sealed class DiskReplayTests
{
    // Submission 4 us, kick 12 us, reaping 1 us, waking 6 us; 30 us outside the servers; a read of 4 KiB keeps a server 10 us, every further KiB 0.5 us more; writes 5 us and 0.25 us.
    private static readonly DiskModel Batched = new()
    {
        IsBatched = true, Servers = 1, Ring = DiskModel.VirtioRing, Submitter = new DiskSubmitter(4000, 0, 12_000, 1000, 6000),
        Read = new DiskTimes(10_000, 500, 30_000), Write = new DiskTimes(5000, 250, 30_000), Disturbance = DiskDisturbance.None,
    };

    private static readonly DiskModel Servers = Batched with { IsBatched = false, Servers = 1, Submitter = new DiskSubmitter(4000, 0, 0, 1000, 6000) };

    [Theory]
    // One read at a time: submit and kick 16, half the latency 15, service 10, the other half 15, wake 6, reap 1: 63 us.
    [InlineData(1, 4096, 63_000)]
    // 64 KiB: 60 KiB more at 0.5 us.
    [InlineData(1, 65536, 93_000)]
    // Eight at a time: the disk starts 31 us after the first was begun and serves one every 10 us, slower than one is submitted, so that they form one batch: 31 + 80 + 15 + 6 us until
    // the thread runs; then it reaps one and submits one in turn, so that each I/O takes what the first did, plus the 1 us of its own reaping: 133 us.
    [InlineData(8, 4096, 133_000)]
    public void A_round_through_a_batching_disk_is_the_sum_of_its_parts(int depth, long block, double nanoseconds)
    {
        var run = DiskReplay.Run(Batched, Reads(depth, block), 0, 20 * depth);
        Assert.Equal(nanoseconds, run.MeanLatencyNs, 1e-6);
        Assert.Equal(depth / nanoseconds * 1e9, run.Iops, run.Iops * 1e-3); // a round more or less at the ends of the measured stretch
    }

    [Fact]
    public void Completion_latency_begins_when_the_submitting_call_ends() =>
        Assert.Equal(63_000 - 16_000, DiskReplay.Run(Batched, Reads(1), 0, 100).Read!.PercentileNs(50), 1e-6);

    [Fact]
    public void A_batching_disk_holds_no_more_than_its_ring()
    {
        // 128 in flight against a ring of 85: a batch of 85 takes 850 us and whoever comes into it is faster than in one batch of all, which takes 1280 us; the 43 that have to wait for the
        // next batch are slower. With room for all, all take the same.
        var run = DiskReplay.Run(Batched, Reads(128), 0, 5000);
        Assert.InRange(run.Read!.PercentileNs(1), 850_000, 1_280_000);
        Assert.InRange(run.Read.PercentileNs(99), 1_350_000, 1_900_000);
        var roomy = DiskReplay.Run(Batched with { Ring = 256 }, Reads(128), 0, 5000);
        Assert.Equal(roomy.Read!.PercentileNs(1), roomy.Read.PercentileNs(99), 1);
        Assert.InRange(roomy.Read.PercentileNs(50), 1_280_000, 1_350_000);
    }

    [Fact]
    public void A_submitting_thread_without_time_left_is_the_ceiling_and_a_second_thread_lifts_it()
    {
        // Writes of 1 us at the disk against 5 us of submitting and reaping: 200,000 a second a thread, less what kicks take.
        var fast = Batched with { Write = new DiskTimes(1000, 0, 2000) };
        var one = DiskReplay.Run(fast, Writes(64, jobs: 1), 0, 20_000).Iops;
        var two = DiskReplay.Run(fast, Writes(64, jobs: 2), 0, 20_000).Iops;
        Assert.InRange(one, 60_000, 200_000);
        Assert.InRange(two / one, 1.6, 2.4);
    }

    [Fact]
    public void Independent_servers_reach_one_over_their_service_and_answer_each_for_itself()
    {
        // One server of 10 us with plenty in flight: 100,000 a second exactly; depth 1: 4 + 15 + 10 + 15 + 6 + 1 = 51 us.
        Assert.Equal(51_000, DiskReplay.Run(Servers, Reads(1), 0, 100).MeanLatencyNs, 1e-6);
        Assert.Equal(100_000, DiskReplay.Run(Servers, Reads(64), 0, 20_000).Iops, 200d);
        // Eight servers picked at random with one I/O each in flight on average: a balanced closed network of 8 stations and 8 customers has throughput 8/(8+8-1) of the most
        // with exponential service (mean value analysis of a balanced network); constant service does better, never more than all.
        var most = 8 / 10_000d * 1e9;
        var eight = DiskReplay.Run(Servers with { Servers = 8, Submitter = new DiskSubmitter(0, 0, 0, 0, 0), Read = new DiskTimes(10_000, 0, 0) }, Reads(8), 0, 50_000).Iops;
        Assert.InRange(eight, most * 8 / 15, most);
    }

    [Fact]
    public void Stalls_and_slow_spells_lengthen_the_mean_by_what_they_take()
    {
        // One server without anything else: the mean service is 10 us x (1 + 0.4 x 0.5) + 0.1 % x 2 ms x exp(0.5^2/2) = 14.27 us.
        var disturbed = Servers with
        {
            Submitter = new DiskSubmitter(0, 0, 0, 0, 0),
            Read = new DiskTimes(10_000, 0, 0) { StallShare = 0.001 },
            Disturbance = new DiskDisturbance { LatencySpread = 0.3, ServiceSpread = 0.3, SlowShare = 0.4, SlowExcess = 0.5, SpellNs = 1e6, StallNs = 2e6, StallSpread = 0.5 },
        };
        var expected = 1e9 / ((10_000 * 1.2) + (2000 * Math.Exp(0.125)));
        // 400,000 I/Os hold 400 stalls with a coefficient of variation of 0.53 and 5 % chance of their number: 6 % of a part of 16 %; and some 5,000 spells: together 1.3 %, three of which are 4 %.
        Assert.Equal(1, DiskReplay.Run(disturbed, Reads(4), 0, 400_000).Iops / expected, 0.04);
        Assert.Equal(expected, DiskReplay.Run(disturbed.AtMeanSpeed(), Reads(4), 0, 2000).Iops, expected * 0.002);
        Assert.Equal(100_000, DiskReplay.Run(disturbed.Undisturbed(), Reads(4), 0, 2000).Iops, 200d);
    }

    /// <summary>Little's law holds as an identity of integers: what all I/Os spent in the measured stretch is the area under the number in flight.</summary>
    [Fact]
    public void Time_in_flight_is_the_sum_of_latencies_to_the_picosecond() => Gen.Select(Gen.Bool, Gen.Int[1, 6], Gen.Int[1, 40], Gen.Int[1, 4], Gen.Double[0, 1], Gen.Int[0, 1000]).Sample(
        (batched, servers, depth, jobs, reads, seed) =>
        {
            var model = (batched ? Batched : Servers with { Servers = servers }) with { Disturbance = new DiskDisturbance() };
            var load = new StorageLoad("randrw", reads, 4096, 8192, depth * jobs, jobs);
            var run = DiskReplay.Run(model, load, seed, 500);
            Assert.Equal(run.InFlightTime, run.LatencySum);
            // The threads keep their depth all the time, so that throughput and mean latency are one number: X R = N, up to the I/Os under way at the ends.
            Assert.Equal(depth * jobs, run.Iops * run.MeanLatencyNs / 1e9, depth * jobs * 0.35);
        },
        iter: 200, threads: 1);

    [Fact]
    public void Throughput_times_mean_latency_is_the_depth()
    {
        var run = DiskReplay.Run(Batched with { Disturbance = new DiskDisturbance() }, Reads(16), 0, 100_000);
        // 16 I/Os at either end of 100,000 are counted in one and not in the other.
        Assert.Equal(16, run.Iops * run.MeanLatencyNs / 1e9, 16 * 0.001);
    }

    [Fact]
    public void Equal_replications_are_equal_and_others_are_not()
    {
        var model = Batched with { Disturbance = new DiskDisturbance() };
        var load = new StorageLoad("randrw", 0.5, 4096, 4096, 8, 2);
        Assert.Equal(DiskReplay.Run(model, load, 3, 2000).LatencySum, DiskReplay.Run(model, load, 3, 2000).LatencySum);
        Assert.NotEqual(DiskReplay.Run(model, load, 3, 2000).LatencySum, DiskReplay.Run(model, load, 4, 2000).LatencySum);
    }

    internal static StorageLoad Reads(int depth, long block = 4096, int jobs = 1) => new("randread", 1, block, block, depth * jobs, jobs);

    internal static StorageLoad Writes(int depth, long block = 4096, int jobs = 1) => new("randwrite", 0, block, block, depth * jobs, jobs);
}
