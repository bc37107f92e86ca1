using System.Collections.Immutable;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Experiments.Analysis;
using Sim.Experiments.Running;
using Sim.Models.Measurement;

namespace Sim.Experiments.Tests.Analysis;

public sealed class SummaryTests
{
    [Fact]
    public void Every_metric_gets_its_mean_its_interval_and_the_count_of_replications_without_it()
    {
        var summary = Summary.Of([Run(0, ("a", 1), ("b", 5)), Run(1, ("a", 3)), Run(2, ("a", 5), ("c", 2)), Run(3, ("a", 7), ("c", 4))], 0.95);

        Assert.Equal(["a", "b", "c"], summary.Keys);
        Assert.Equal(4, summary["a"].Estimate, 1e-12);
        var student = StudentInterval.Of([1, 3, 5, 7], 0.95);
        Assert.Equal((student.Low, student.High), (summary["a"].Low, summary["a"].High));
        Assert.Equal(Summary.MeanMethod, summary["a"].Value.Basis.Method);
        Assert.Equal(0, summary["a"].Missing);
        Assert.Equal(2, summary["c"].Missing);
        Assert.Equal(2, summary["c"].Replications);
        Assert.Null(summary["b"].Low);
        Assert.Contains("not defined in every replication", summary["c"].NoInterval, StringComparison.Ordinal);
        Assert.Contains("one replication", summary["b"].NoInterval, StringComparison.Ordinal);
    }

    [Fact]
    public void A_percentile_joins_the_replications_that_counted_the_latency()
    {
        // Replications 0 and 1 count 1..100 us and 101..200 us: together the 50th percentile is the 100th of 200 values, 100 us. None of the
        // first and all of the second lie above, so that the replications agree on nothing: the interval is refused, the estimate stays.
        var runs = new[] { WithLatencies(0, 1), WithLatencies(1, 101), Run(2) };
        var p50 = Summary.Percentile(runs, "response", 0.5, 0.95);

        Assert.Equal(100_000, p50.Estimate!.Value, 400.0);                // buckets answer to 0.4 %
        Assert.False(p50.IsEstablished);
        Assert.Equal((2, 200), (p50.Basis.Replications, p50.Basis.Observations));
        Assert.Equal(100, runs[0].Latencies["response"].Count);          // the parts are left as they were

        Assert.Contains("one replication", Summary.Percentile([runs[0]], "response", 0.5, 0.95).Refusal, StringComparison.Ordinal);
        Assert.Contains("no latency", Summary.Percentile(runs, "nothing", 0.5, 0.95).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_percentile_metric_is_that_of_all_requests_together_and_not_the_mean_of_the_replications()
    {
        // Replication 0 counts 1..100 us, replication 1 ten times each of 101..200 us: 1,100 latencies, of which the 550th is the first that
        // 100 + 450 = 550 reach, 145 us. The mean of the replications' own medians, 50 and 150, is 100 us.
        var few = WithLatencies(0, 1);
        var many = WithLatencies(1, 101, times: 10);
        RunResult Named(RunResult run, double own) => run with
        {
            Percentiles = [new LatencyPercentile("response_p50", "response", 0.5)],
            Metrics = RunResult.MetricsOf([KeyValuePair.Create("response_p50", own)]),
        };
        var summary = Summary.Of([Named(few, 50_000), Named(many, 150_000)], 0.95)["response_p50"];
        Assert.Equal(145_000, summary.Estimate, 600.0);                   // buckets answer to 0.4 %
        Assert.Contains("exceedances", summary.Value.Basis.Method, StringComparison.Ordinal);

        // The same in every replication: the interval is the bucket.
        var same = Summary.Of([Named(many, 1), Named(many, 2), Named(many, 3)], 0.95)["response_p50"];
        Assert.Equal(150_000, same.Estimate, 600.0);
        Assert.True(same.Value.IsEstablished && same.Value.Contains(same.Estimate) && same.Value.HalfWidth < 1_200);

        var missing = Summary.Of([Named(many, 1), Named(many, 2), Run(2)], 0.95)["response_p50"];
        Assert.Equal((2, 1), (missing.Replications, missing.Missing));
        Assert.Contains("not defined in every replication", missing.NoInterval, StringComparison.Ordinal);
    }

    private static RunResult Run(int replication, params (string Name, double Value)[] metrics) => new()
    {
        Replication = replication,
        Metrics = RunResult.MetricsOf(metrics.Select(metric => KeyValuePair.Create(metric.Name, metric.Value))),
        Events = 1,
        Fingerprint = "f",
        SimulatedSeconds = 1,
    };

    private static RunResult WithLatencies(int replication, int firstMicrosecond, int times = 1)
    {
        var histogram = new LatencyHistogram();
        for (var i = 0; i < 100 * times; i++) histogram.Add(SimDuration.FromMicroseconds(firstMicrosecond + (i % 100)));
        return Run(replication) with { Latencies = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("response", histogram)]) };
    }
}
