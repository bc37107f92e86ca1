using System.Globalization;
using MathNet.Numerics.Distributions;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Experiments.Analysis;

/// <summary>The interval for a quantile of a latency over independent replications, p50 to p99.9.</summary>
/// <remarks>
/// The estimate is the quantile of all latencies together. How much the replications differ in the share of their latencies above it
/// (a ratio estimate, so that replications of different counts may be joined) gives the error of that share by Student's law, and
/// <see cref="ExceedanceScore"/> turns it into ranks. Sources: Woodruff, JASA 47, 1952; Cochran, Sampling Techniques, 3rd ed., section
/// 6.4. Coverage: docs/validation/output-analysis.md.
/// </remarks>
public static class ReplicationQuantile
{
    /// <summary>Latencies over all replications that must lie beyond a quantile: if they are independent, their share is known to 10 %.</summary>
    public const int FewestBeyond = 100;

    /// <summary>
    /// Relative standard error of the share above the quantile beyond which the replications do not agree that there is such a tail. Loose
    /// on purpose: few replications know their error badly, and a strict limit accepts those that are lucky (see the page).
    /// </summary>
    public const double LargestRelativeError = 0.7;

    private const string Method = "exceedances of replications (Student, score)";

    /// <summary>The interval, in nanoseconds.</summary>
    /// <param name="replications">Latencies of each replication; empty ones are passed over.</param>
    /// <param name="share">Between 0 and 1, e.g. 0.99.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <returns>The interval, or a refusal: one replication, too few latencies, or a tail that too few excursions reached.</returns>
    /// <exception cref="ArgumentException">The share or the confidence is outside (0, 1).</exception>
    public static IntervalEstimate Of(IReadOnlyList<LatencyHistogram> replications, double share, double confidence)
    {
        StudentInterval.DemandConfidence(confidence);
        RunQuantile.DemandShare(share);
        var merged = new LatencyHistogram();
        var count = 0;
        foreach (var replication in replications)
        {
            if (replication.Count == 0) continue;
            merged.Merge(replication);
            count++;
        }

        var basis = new IntervalBasis { Method = Method, Observations = merged.Count, Replications = count };
        if (merged.Count == 0) return IntervalEstimate.Refused("too few: no latency was counted", confidence, basis);
        var quantile = merged.Percentile(share);
        var estimate = quantile.Nanoseconds;
        if (count < 2) return IntervalEstimate.Refused("one replication says nothing of the spread; run 2 or more", confidence, basis, estimate);
        if (RunQuantile.TooFew(merged.Count, share, FewestBeyond) is { } few) return IntervalEstimate.Refused(few, confidence, basis, estimate);

        basis = basis with { DegreesOfFreedom = count - 1 };
        var relative = RelativeErrorAbove(replications, merged, quantile, count);
        if (!(relative <= LargestRelativeError))
        {
            return IntervalEstimate.Refused(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"too few excursions beyond {RunQuantile.Name(share)}: the share above it has a relative standard error of {relative:p0}, {LargestRelativeError:p0} at most; run longer or more replications"),
                confidence, basis, estimate);
        }

        var error = StudentT.InvCDF(0, 1, count - 1, (1 + confidence) / 2) * relative * (1 - share);
        var (aboveHigh, aboveLow) = ExceedanceScore.Shares(1 - share, error, error);
        if (RunQuantile.ThinEnd(aboveHigh, merged.Count, share) is { } thin) return IntervalEstimate.Refused(thin, confidence, basis, estimate);
        var (low, high) = (merged.Percentile(1 - aboveLow), merged.Percentile(1 - aboveHigh));
        return IntervalEstimate.Of(estimate, estimate - Distance(low, quantile), estimate + Distance(high, quantile), confidence, basis);
    }

    /// <summary>From the estimate to an end: chance and half a bucket are independent errors, so their squares add.</summary>
    private static double Distance(SimDuration end, SimDuration estimate)
    {
        var (chance, bucket) = ((end - estimate).Nanoseconds, LatencyHistogram.WidthAt(end).Nanoseconds / 2);
        return Math.Sqrt((chance * chance) + (bucket * bucket));
    }

    /// <summary>Relative standard error of the share above a value, a ratio of sums over replications.</summary>
    private static double RelativeErrorAbove(IReadOnlyList<LatencyHistogram> replications, LatencyHistogram merged, SimDuration value, int count)
    {
        // Counted beyond the value's own bucket; where that leaves nobody, everything lies in one bucket and nothing differs.
        var above = merged.CountAbove(value);
        if (above == 0) return merged.Buckets().Skip(1).Any() ? double.PositiveInfinity : 0;
        var ratio = (double)above / merged.Count;
        var squares = 0.0;
        foreach (var replication in replications)
        {
            if (replication.Count == 0) continue;
            var residual = replication.CountAbove(value) - (ratio * replication.Count);
            squares += residual * residual;
        }

        return Math.Sqrt(squares * count / (count - 1)) / above;
    }
}
