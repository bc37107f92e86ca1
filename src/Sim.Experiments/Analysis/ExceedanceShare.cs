using MathNet.Numerics.Distributions;
using Sim.Experiments.Running;

namespace Sim.Experiments.Analysis;

/// <summary>The share of observations beyond a limit over independent replications, with an interval: what a promise about a percentile or about errors comes down to.</summary>
/// <remarks>
/// "p99 ≤ limit" says that at most 1 % lie beyond the limit, and that can be known long before p99 itself is: from hundreds of requests of
/// which none is near the limit. The share is a ratio estimate with Student's error over replications, or the binomial error where that is
/// larger, as limits of the score test. Where nothing lies beyond, the upper limit is that of independent observations (about 3/n), and
/// demands that <see cref="FewestExpected"/> would be expected beyond a promise that is just kept, because observations come in clusters.
/// Sources: Wilson, JASA 22, 1927; Cochran, Sampling Techniques, 3rd ed., section 6.4; Hanley and Lippman-Hand, JAMA 249, 1983.
/// </remarks>
public static class ExceedanceShare
{
    /// <summary>Observations that a promise must let lie beyond its limit before their absence says that it is kept.</summary>
    public const int FewestExpected = 10;

    private const string Method = "share beyond the limit (ratio estimate, score)";

    /// <summary>The share.</summary>
    /// <param name="replications">Observations beyond the limit and in all, one pair a replication; those without observations are passed over.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <returns>Within 0 to 1; refused without observations or with those of one replication.</returns>
    /// <exception cref="ArgumentException">The confidence is outside (0, 1).</exception>
    public static IntervalEstimate Of(IReadOnlyList<(long Beyond, long Count)> replications, double confidence)
    {
        StudentInterval.DemandConfidence(confidence);
        var (beyond, total, counted) = (0L, 0L, 0);
        foreach (var (part, count) in replications)
        {
            if (count == 0) continue;
            (beyond, total, counted) = (beyond + part, total + count, counted + 1);
        }

        var basis = new IntervalBasis { Method = Method, Observations = total, Replications = counted, DegreesOfFreedom = Math.Max(0, counted - 1) };
        if (total == 0) return IntervalEstimate.Refused("no request finished", confidence, basis);
        var share = (double)beyond / total;
        if (counted < 2) return IntervalEstimate.Refused(Summary.OneReplication, confidence, basis, share);
        var none = 1 - Math.Pow(1 - confidence, 1.0 / total);
        if (beyond == 0) return IntervalEstimate.Of(0, 0, none, confidence, basis);
        if (beyond == total) return IntervalEstimate.Of(1, 1 - none, 1, confidence, basis);

        var squares = 0.0;
        foreach (var (part, count) in replications) squares += (part - (share * count)) * (part - (share * count));
        var clustered = Math.Sqrt(squares * counted / (counted - 1)) / total;
        var binomial = Math.Sqrt(share * (1 - share) / total);
        var error = StudentT.InvCDF(0, 1, counted - 1, (1 + confidence) / 2) * Math.Max(clustered, binomial);
        var (low, high) = ExceedanceScore.Shares(share, error, error);
        return IntervalEstimate.Of(share, low, high, confidence, basis);
    }

    /// <summary>The share of a latency beyond a limit, to a bucket of the histogram.</summary>
    /// <param name="replications">The replications.</param>
    /// <param name="latency">The latency's name.</param>
    /// <param name="limit">The limit, nanoseconds, 0 or more.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    public static IntervalEstimate OfLatency(IReadOnlyList<RunResult> replications, string latency, double limit, double confidence) =>
        Of([.. Counts(replications, latency, limit)], confidence);

    /// <summary>Whether a share is surely at most the share promised.</summary>
    /// <param name="found">The share found.</param>
    /// <param name="promised">The largest share promised, between 0 and 1.</param>
    public static bool IsSurelyWithin(IntervalEstimate found, double promised) =>
        found.High <= promised && (found.Estimate > 0 || found.Basis.Observations * promised >= FewestExpected);

    private static IEnumerable<(long Beyond, long Count)> Counts(IReadOnlyList<RunResult> replications, string latency, double limit)
    {
        foreach (var run in replications)
        {
            if (run.Latencies.TryGetValue(latency, out var histogram))
                yield return (histogram.CountAbove(Core.Time.SimDuration.FromNanoseconds(limit)), histogram.Count);
        }
    }
}
