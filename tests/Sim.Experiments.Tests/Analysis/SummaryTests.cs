using System.Collections.Immutable;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Experiments.Analysis;
using Sim.Experiments.Running;

namespace Sim.Experiments.Tests.Analysis;

public sealed class SummaryTests
{
    [Fact]
    public void Every_metric_gets_its_mean_its_interval_and_the_count_of_replications_without_it()
    {
        var summary = Summary.Of([Run(0, ("a", 1), ("b", 5)), Run(1, ("a", 3)), Run(2, ("a", 5), ("c", 2)), Run(3, ("a", 7), ("c", 4))], 0.95);

        Assert.Equal(["a", "b", "c"], summary.Keys);
        Assert.Equal(4, summary["a"].Estimate, 1e-12);
        Assert.Equal(StudentInterval.Of([1, 3, 5, 7], 0.95), summary["a"].Interval);
        Assert.Equal(0, summary["a"].Missing);
        Assert.Equal(2, summary["c"].Missing);
        Assert.Equal(2, summary["c"].Replications);
        Assert.Null(summary["b"].Interval);
        Assert.Contains("one replication", summary["b"].NoInterval, StringComparison.Ordinal);
    }

    [Fact]
    public void A_merged_percentile_is_that_of_all_latencies_together()
    {
        // Replication 0 counts 1..100 µs, replication 1 counts 101..200 µs: together the 50th percentile is the 100th of 200 values, 100 µs;
        // alone they are 50 and 150 µs, s = 70.7 µs, half-width 12.706 * 70.7 / sqrt(2) = 635.3 µs. Buckets answer to 0.4 %.
        var runs = new[] { WithLatencies(0, 1), WithLatencies(1, 101), Run(2) };
        var p50 = Summary.Percentile(runs, "response", 0.5, 0.95)!;

        Assert.Equal("response_p50", p50.Name);
        Assert.Equal(100_000, p50.Estimate, 400.0);
        Assert.Equal(p50.Estimate, p50.Interval!.Value.Estimate);
        Assert.Equal(635_300, p50.Interval.Value.HalfWidth, 6_000.0);
        Assert.Equal((2, 1), (p50.Replications, p50.Missing));
        Assert.Equal(200, Summary.Merged(runs, "response").Count);
        Assert.Equal(100, runs[0].Latencies["response"].Count);          // the parts are left as they were

        Assert.Equal("response_p99.9", Summary.Percentile(runs, "response", 0.999, 0.95)!.Name);
        Assert.NotNull(Summary.Percentile([runs[0]], "response", 0.5, 0.95)!.NoInterval);
        Assert.Null(Summary.Percentile(runs, "nothing", 0.5, 0.95));
    }

    private static RunResult Run(int replication, params (string Name, double Value)[] metrics) => new()
    {
        Replication = replication,
        Metrics = RunResult.MetricsOf(metrics.Select(metric => KeyValuePair.Create(metric.Name, metric.Value))),
        Events = 1,
        Fingerprint = "f",
        SimulatedSeconds = 1,
    };

    private static RunResult WithLatencies(int replication, int firstMicrosecond)
    {
        var histogram = new LatencyHistogram();
        for (var i = 0; i < 100; i++) histogram.Add(SimDuration.FromMicroseconds(firstMicrosecond + i));
        return Run(replication) with { Latencies = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("response", histogram)]) };
    }
}
