using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Core.Tests.Statistics;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Shares = [0, 0.01, 0.25, 0.5, 0.55, 0.9, 0.99, 0.999, 1];

    // Picoseconds from 0 to 100 days, every octave equally likely.
    private static readonly Gen<long> Durations = Gen.Select(Gen.Int[0, 62], Gen.Long[0, long.MaxValue]).Select((shift, bits) => Math.Min(bits >> shift, 8_640_000L * SimDuration.PerSecond));

    [Fact]
    public void Percentiles_are_the_sorted_samples_to_half_a_bucket() =>
        Durations.Array[1, 300].Sample(
            values =>
            {
                var histogram = Of(values);
                var sorted = values.Order().ToArray();
                foreach (var share in Shares)
                {
                    // Nearest rank, in decimal so that 0.55 of 100 is the 55th.
                    var rank = Math.Max(1, (int)Math.Ceiling((decimal)share * sorted.Length));
                    var exact = sorted[rank - 1];
                    var error = Math.Abs(histogram.Percentile(share).Picoseconds - exact);

                    // Half a bucket: 1/256 of the value, or half a nanosecond where buckets are 1 ns wide.
                    Assert.True(error <= Math.Max(exact / 256.0, 500), $"share {share}: {histogram.Percentile(share)} for {exact} ps");
                }
            },
            iter: 3_000);

    [Fact]
    public void Mean_sum_and_maximum_are_exact() =>
        Durations.Array[1, 300].Sample(
            values =>
            {
                var histogram = Of(values);
                var sum = values.Aggregate(Int128.Zero, (total, value) => total + value);
                Assert.Equal(sum, histogram.Sum);
                Assert.Equal((long)(sum / values.Length), histogram.Mean.Picoseconds);
                Assert.Equal(values.Max(), histogram.Maximum.Picoseconds);
                Assert.Equal(values.Length, histogram.Count);
                Assert.Equal(values.Length, histogram.Buckets().Sum(bucket => bucket.Count));
            },
            iter: 1_000);

    [Fact]
    public void Merging_is_the_same_as_adding_everything_to_one() =>
        Gen.Select(Durations.Array[0, 200], Durations.Array[0, 200]).Sample(
            (first, second) =>
            {
                var merged = Of(first);
                merged.Merge(Of(second));
                var together = Of([.. first, .. second]);

                Assert.Equal(together.Count, merged.Count);
                Assert.Equal(together.Sum, merged.Sum);
                Assert.Equal(together.Maximum, merged.Maximum);
                Assert.Equal(together.Buckets(), merged.Buckets());
                Assert.All(Shares, share => Assert.Equal(together.Percentile(share), merged.Percentile(share)));
            },
            iter: 1_000);

    [Fact]
    public void Count_above_counts_whole_buckets_beyond_the_limit()
    {
        // 100 ns, 200 ns: 1 ns buckets. 10 us: 64 ns wide (octave 8192..16383 ns, 128 parts), so 10.1 us lies beyond.
        var histogram = Of([100_000, 200_000, 10_000_000, 10_100_000]);
        Assert.Equal(3, histogram.CountAbove(SimDuration.FromNanoseconds(100)));
        Assert.Equal(2, histogram.CountAbove(SimDuration.FromNanoseconds(200)));
        Assert.Equal(1, histogram.CountAbove(SimDuration.FromMicroseconds(10)));
        Assert.Equal(0, histogram.CountAbove(SimDuration.FromSeconds(1)));
    }

    [Fact]
    public void The_fifty_fifth_percentile_of_a_hundred_is_the_fifty_fifth()
    {
        // In binary 0.55 * 100 = 55.000000000000007, which rounds up to 56.
        var histogram = Of([.. Enumerable.Range(1, 100).Select(i => i * SimDuration.PerNanosecond)]);
        Assert.InRange(histogram.Percentile(0.55).Nanoseconds, 55, 56 - 1e-9);
    }

    [Fact]
    public void Empty_and_reset_histograms_say_zero()
    {
        var histogram = Of([5_000]);
        histogram.Reset();
        Assert.Equal(0, histogram.Count);
        Assert.Equal(SimDuration.Zero, histogram.Mean);
        Assert.Equal(SimDuration.Zero, histogram.Percentile(0.99));
        Assert.Equal(SimDuration.Zero, histogram.Maximum);
        Assert.Empty(histogram.Buckets());
    }

    [Fact]
    public void What_cannot_be_a_latency_or_a_share_faults()
    {
        var histogram = Of([1]);
        Assert.Throws<SimulationFault>(() => histogram.Add(new SimDuration(-1)));
        Assert.Throws<SimulationFault>(() => histogram.Percentile(1.01));
        Assert.Throws<SimulationFault>(() => histogram.Percentile(double.NaN));
        Assert.Throws<SimulationFault>(() => histogram.CountAbove(new SimDuration(-1)));
    }

    private static LatencyHistogram Of(long[] picoseconds)
    {
        var histogram = new LatencyHistogram();
        foreach (var value in picoseconds) histogram.Add(new SimDuration(value));
        return histogram;
    }
}
