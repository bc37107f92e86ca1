using System.Collections.Immutable;
using Sim.Core.Statistics;
using Sim.Experiments.Running;

namespace Sim.Experiments.Analysis;

/// <summary>The metrics of a point over its replications, each with an interval.</summary>
public static class Summary
{
    /// <summary>Summarises every metric that at least one replication defines, in ordinal order of names.</summary>
    /// <param name="replications">The replications, in order.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">A metric is not finite, or the confidence is outside (0, 1).</exception>
    public static ImmutableSortedDictionary<string, MetricSummary> Of(IReadOnlyList<RunResult> replications, double confidence)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var run in replications) names.UnionWith(run.Metrics.Keys);
        var summaries = ImmutableSortedDictionary.CreateBuilder<string, MetricSummary>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var values = new List<double>(replications.Count);
            foreach (var run in replications)
            {
                if (run.Metrics.TryGetValue(name, out var value)) values.Add(value);
            }

            summaries.Add(name, Of(name, values, replications.Count - values.Count, confidence));
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

    /// <summary>A latency's histogram over all replications together; empty when none counted it.</summary>
    public static LatencyHistogram Merged(IReadOnlyList<RunResult> replications, string latency)
    {
        var merged = new LatencyHistogram();
        foreach (var run in replications)
        {
            if (run.Latencies.TryGetValue(latency, out var histogram)) merged.Merge(histogram);
        }

        return merged;
    }

    private const string OneReplication = "one replication says nothing of the spread; run 2 or more";

    private const string NoSpread = "the same value in every replication: no spread to judge by";

    private const string NotInAll = "not defined in every replication, and those that define it may be unlike the others";

    private static MetricSummary Of(string name, List<double> values, int missing, double confidence)
    {
        if (values.Count == 1) return new MetricSummary(name, values[0], null, 1, missing, OneReplication);
        var interval = StudentInterval.Of(values, confidence);
        var ground = missing > 0 ? NotInAll : interval.HalfWidth == 0 ? NoSpread : null;
        return new MetricSummary(name, interval.Estimate, ground is null ? interval : null, values.Count, missing, ground);
    }
}
