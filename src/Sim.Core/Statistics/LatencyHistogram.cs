using System.Numerics;
using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Core.Statistics;

/// <summary>Counts of durations in log-linear buckets, 128 to the octave, up to 106 days: 1 ns wide below 256 ns, then 0.8 % or less.</summary>
/// <remarks>The layout of HdrHistogram and of fio's bins; merging adds counts, so percentiles of merged runs are exact to a bucket.</remarks>
public sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;

    private long[] _counts = new long[SubBuckets * 16];
    private Int128 _sum;

    /// <summary>Durations counted.</summary>
    public long Count { get; private set; }

    /// <summary>The exact mean; zero when nothing was counted.</summary>
    public SimDuration Mean => Count > 0 ? new SimDuration((long)(_sum / Count)) : SimDuration.Zero;

    /// <summary>The exact sum of all durations, picoseconds.</summary>
    public Int128 Sum => _sum;

    /// <summary>The exact longest duration.</summary>
    public SimDuration Maximum { get; private set; }

    /// <summary>Counts a duration.</summary>
    /// <param name="duration">0 or more.</param>
    public void Add(SimDuration duration)
    {
        Check.That(duration.Picoseconds >= 0, "a latency is negative");
        var index = IndexOf(duration.Picoseconds / SimDuration.PerNanosecond);
        if (index >= _counts.Length) Array.Resize(ref _counts, Math.Max(index + 1, _counts.Length * 2));
        _counts[index]++;
        Count++;
        _sum += duration.Picoseconds;
        if (duration > Maximum) Maximum = duration;
    }

    /// <summary>The duration that a share of all counted durations does not exceed: the middle of its bucket, the exact maximum for 1.</summary>
    /// <param name="share">0 to 1, e.g. 0.99.</param>
    /// <exception cref="SimulationFault">The share is not within 0 to 1.</exception>
    public SimDuration Percentile(double share)
    {
        Check.That(share is >= 0 and <= 1, "a percentile's share must be within 0 to 1");
        if (Count == 0) return SimDuration.Zero;

        // In decimal, because 0.55 * 100 in binary is a little above 55 and would ask for the 56th.
        var wanted = Math.Max(1, (long)Math.Ceiling((decimal)share * Count));
        if (wanted >= Count) return Maximum;
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted) return new SimDuration(Math.Min(MiddleOf(i), Maximum.Picoseconds));
        }

        return Maximum;
    }

    /// <summary>How many counted durations lie above a limit, to a bucket.</summary>
    /// <param name="limit">The limit, 0 or more; durations in the limit's own bucket are not counted.</param>
    public long CountAbove(SimDuration limit)
    {
        Check.That(limit.Picoseconds >= 0, "a latency limit is negative");
        var above = 0L;
        for (var i = IndexOf(limit.Picoseconds / SimDuration.PerNanosecond) + 1; i < _counts.Length; i++) above += _counts[i];
        return above;
    }

    /// <summary>The buckets that hold anything, shortest first: middle of the bucket and durations counted in it.</summary>
    public IEnumerable<(SimDuration Middle, long Count)> Buckets()
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0) yield return (new SimDuration(MiddleOf(i)), _counts[i]);
        }
    }

    /// <summary>Adds another histogram's counts to this one.</summary>
    public void Merge(LatencyHistogram other)
    {
        if (other._counts.Length > _counts.Length) Array.Resize(ref _counts, other._counts.Length);
        for (var i = 0; i < other._counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        _sum += other._sum;
        if (other.Maximum > Maximum) Maximum = other.Maximum;
    }

    /// <summary>Forgets everything: the end of the warm-up.</summary>
    public void Reset()
    {
        Array.Clear(_counts);
        Count = 0;
        _sum = 0;
        Maximum = SimDuration.Zero;
    }

    /// <summary>Width of the bucket that a duration falls into: how finely it is known.</summary>
    /// <param name="duration">0 or more.</param>
    public static SimDuration WidthAt(SimDuration duration)
    {
        Check.That(duration.Picoseconds >= 0, "a latency is negative");
        var nanoseconds = duration.Picoseconds / SimDuration.PerNanosecond;
        var octave = nanoseconds < 2 * SubBuckets ? 0 : BitOperations.Log2((ulong)nanoseconds) - SubBucketBits;
        return new SimDuration(SimDuration.PerNanosecond << octave);
    }

    private static int IndexOf(long nanoseconds)
    {
        if (nanoseconds < 2 * SubBuckets) return (int)nanoseconds;
        var octave = BitOperations.Log2((ulong)nanoseconds) - SubBucketBits;
        return (octave * SubBuckets) + (int)(nanoseconds >> octave);
    }

    private static long MiddleOf(int index)
    {
        if (index < 2 * SubBuckets) return (index * SimDuration.PerNanosecond) + (SimDuration.PerNanosecond / 2);
        var octave = (index / SubBuckets) - 1;
        var low = (long)(index - (octave * SubBuckets)) << octave;
        return (low * SimDuration.PerNanosecond) + ((SimDuration.PerNanosecond << octave) / 2);
    }
}
