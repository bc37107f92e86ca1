using System.Collections.Immutable;
using Sim.Core.Statistics;
using Sim.Experiments.Running;
using Sim.Models.Measurement;

namespace Sim.Experiments.Analysis;

/// <summary>The metrics of a point over its replications, each with an interval.</summary>
public static class Summary
{
    /// <summary>The method of means, as reports name it.</summary>
    public const string MeanMethod = "Student over replications";

    /// <summary>
    /// Summarises every metric that at least one replication defines, in ordinal order of names: percentiles over all latencies together
    /// (<see cref="Percentile"/>), everything else as a mean over replications.
    /// </summary>
    /// <param name="replications">The replications, in order.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">A metric is not finite, or the confidence is outside (0, 1).</exception>
    public static ImmutableSortedDictionary<string, MetricSummary> Of(IReadOnlyList<RunResult> replications, double confidence)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var percentiles = new Dictionary<string, LatencyPercentile>(StringComparer.Ordinal);
        foreach (var run in replications)
        {
            names.UnionWith(run.Metrics.Keys);
            foreach (var percentile in run.Percentiles) percentiles[percentile.Metric] = percentile;
        }

        var summaries = ImmutableSortedDictionary.CreateBuilder<string, MetricSummary>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var values = new List<double>(replications.Count);
            foreach (var run in replications)
            {
                if (run.Metrics.TryGetValue(name, out var value)) values.Add(value);
            }

            var missing = replications.Count - values.Count;
            var found = percentiles.TryGetValue(name, out var of) ? Percentile(replications, of.Latency, of.Share, confidence) : Mean(values, confidence);
            if (missing > 0 && found.IsEstablished) found = IntervalEstimate.Refused(NotInAll, confidence, found.Basis, found.Estimate);
            summaries.Add(name, new MetricSummary(name, found, values.Count, missing));
        }

        return summaries.ToImmutable();
    }

    /// <summary>A percentile of a latency over all replications together, with an interval from how they differ.</summary>
    /// <param name="replications">The replications, in order.</param>
    /// <param name="latency">The latency's name.</param>
    /// <param name="share">Between 0 and 1, e.g. 0.99.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <returns>In nanoseconds, see <see cref="ReplicationQuantile"/>; refused when no replication counted such a latency.</returns>
    /// <exception cref="ArgumentException">The share or the confidence is outside (0, 1).</exception>
    public static IntervalEstimate Percentile(IReadOnlyList<RunResult> replications, string latency, double share, double confidence)
    {
        var each = new List<LatencyHistogram>(replications.Count);
        foreach (var run in replications)
        {
            if (run.Latencies.TryGetValue(latency, out var histogram)) each.Add(histogram);
        }

        return ReplicationQuantile.Of(each, share, confidence);
    }

    internal const string OneReplication = "one replication says nothing of the spread; run 2 or more";

    private const string NoSpread = "the same value in every replication: no spread to judge by";

    private const string NotInAll = "not defined in every replication, and those that define it may be unlike the others";

    private static IntervalEstimate Mean(List<double> values, double confidence)
    {
        var basis = new IntervalBasis { Method = MeanMethod, Observations = values.Count, Replications = values.Count };
        if (values.Count == 1) return IntervalEstimate.Refused(OneReplication, confidence, basis, values[0]);
        var interval = StudentInterval.Of(values, confidence);
        return interval.HalfWidth == 0
            ? IntervalEstimate.Refused(NoSpread, confidence, basis, interval.Estimate)
            : IntervalEstimate.Of(interval.Estimate, interval.Low, interval.High, confidence, basis with { DegreesOfFreedom = values.Count - 1 });
    }
}
