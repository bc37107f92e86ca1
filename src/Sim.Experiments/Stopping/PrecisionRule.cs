using System.Globalization;
using MathNet.Numerics.Distributions;
using Sim.Experiments.Analysis;

namespace Sim.Experiments.Stopping;

/// <summary>Decides from the replications so far, and from nothing else, whether a metric is exact enough.</summary>
/// <remarks>
/// Stop when h √(1 + a/n) ≤ γ' |x̄|, where h is the half-width of the interval (the longer side of an uneven one) and γ' = γ / (1 + γ) turns an error relative to the estimate
/// into one relative to the true value. a = (t² + 3) / 2 pays for looking repeatedly: a sample whose variance happens to be small stops
/// sooner, which costs about a/n of the variance. Sources: Chow and Robbins, Ann. Math. Stat. 36 (1965); Law, Simulation Modeling and
/// Analysis, 5th ed., section 9.4.1 (γ', first look after 10); the order of the allowance: Woodroofe, Ann. Stat. 5 (1977); its size
/// is checked by experiment, docs/validation/output-analysis-stopping.md.
/// </remarks>
public static class PrecisionRule
{
    /// <summary>A round adds a fifth at least, so that there are few looks and each replication of a round can run beside the others.</summary>
    private const double LeastGrowth = 1.2;

    /// <summary>And doubles at most, because early estimates of what is still missing are poor.</summary>
    private const int MostGrowth = 2;

    /// <summary>Holds one metric against the target.</summary>
    /// <param name="point">The point, for the finding.</param>
    /// <param name="summary">The metric over the first n replications.</param>
    /// <param name="target">The target.</param>
    public static PrecisionFinding Judge(string point, MetricSummary summary, PrecisionTarget target)
    {
        if (summary.Missing > 0)
        {
            return Groundless(string.Create(
                CultureInfo.InvariantCulture, $"not defined in {summary.Missing} of {summary.Missing + summary.Replications} replications"));
        }

        if (summary.Value is not { Low: { } low, High: { } high }) return Groundless(summary.NoInterval!);
        var estimate = summary.Estimate;
        var widest = Math.Max(high - estimate, estimate - low);
        if (estimate == 0 || widest == 0) return Groundless("does not vary or is zero: there is nothing to be relative to");
        var n = summary.Replications;
        var half = widest * Math.Sqrt(1 + (Allowance(n, summary.Value.Confidence) / n));
        var ratio = half / Math.Abs(estimate);
        var limit = target.Relative / (1 + target.Relative);

        // The promise that this ratio supports, the inverse of γ' = γ / (1 + γ); from 1 on it supports none.
        var achieved = ratio < 1 ? ratio / (1 - ratio) : (double?)null;
        var wanted = Math.Ceiling(n * (ratio / limit) * (ratio / limit));
        return new PrecisionFinding(
            point, summary.Name, achieved, ratio <= limit, (int)Math.Min(wanted, int.MaxValue), achieved is null ? "the error is larger than the estimate" : null);

        PrecisionFinding Groundless(string problem) => new(point, summary.Name, null, IsReached: false, Wanted: null, problem);
    }

    /// <summary>Replications at the next look.</summary>
    /// <param name="replications">Those so far.</param>
    /// <param name="findings">What they say; not all reached.</param>
    /// <param name="target">The target.</param>
    public static int Next(int replications, IEnumerable<PrecisionFinding> findings, PrecisionTarget target)
    {
        var least = (int)Math.Min(target.Most, Math.Ceiling(replications * LeastGrowth));
        var most = (int)Math.Min(target.Most, (long)replications * MostGrowth);
        var wanted = findings.Where(finding => !finding.IsReached).Max(finding => finding.Wanted) ?? most;
        return Math.Clamp(wanted, least, most);
    }

    private static double Allowance(int replications, double confidence)
    {
        var t = StudentT.InvCDF(0, 1, replications - 1, (1 + confidence) / 2);
        return ((t * t) + 3) / 2;
    }
}
