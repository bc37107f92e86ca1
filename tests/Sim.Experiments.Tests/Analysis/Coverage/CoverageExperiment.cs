using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Experiments.Analysis;

namespace Sim.Experiments.Tests.Analysis.Coverage;

/// <summary>Repeats an experiment with known answer many times and counts how often its interval holds it.</summary>
internal static class CoverageExperiment
{
    private const double Confidence = 0.95;

    /// <summary>Ten relaxation times of the slowest of the queues: what is left of the empty start is far below any half-width here.</summary>
    private const int WarmUp = 2_000;

    /// <summary>One long run from an empty queue, nothing thrown away: finding the cut is the method's business.</summary>
    public static IReadOnlyList<CoverageRow> OneRun(CoverageQueue queue, int experiments, int customers, params double[] shares)
    {
        var size = $"1 x {customers}";
        var mean = new CoverageRow("batch means", queue.Law.Name, "mean", size, queue.Law.Mean);
        var quantiles = Rows("run quantile", queue, size, shares);
        Parallel.For(0, experiments, Two, experiment =>
        {
            var run = queue.Run((ulong)experiment, 0, customers, warmUp: 0);
            var interval = BatchMeans.Of(run, Confidence);
            mean.Add(interval.Low, interval.High);
            for (var i = 0; i < shares.Length; i++)
            {
                var quantile = RunQuantile.Of(run, shares[i], Confidence);
                quantiles[i].Add(quantile.Low, quantile.High);
            }
        });
        return [mean, .. quantiles];
    }

    /// <summary>Independent replications, their latencies in histograms as a run of a model keeps them; one unit of time is a millisecond.</summary>
    public static IReadOnlyList<CoverageRow> Replicated(CoverageQueue queue, int experiments, int replications, int customers, params double[] shares)
    {
        var size = $"{replications} x {customers}";
        var mean = new CoverageRow("Student", queue.Law.Name, "mean", size, queue.Law.Mean);
        var quantiles = Rows("replication quantile", queue, size, shares);
        var former = Rows("merged ± Student (former)", queue, size, shares);
        Parallel.For(0, experiments, Two, experiment =>
        {
            var (means, histograms) = (new double[replications], new LatencyHistogram[replications]);
            for (var r = 0; r < replications; r++)
            {
                var run = queue.Run((ulong)experiment, r, customers, WarmUp);
                (means[r], histograms[r]) = (run.Average(), new LatencyHistogram());
                foreach (var time in run) histograms[r].Add(new SimDuration((long)(time * SimDuration.PerMillisecond)));
            }

            var interval = StudentInterval.Of(means, Confidence);
            mean.Add(interval.Low, interval.High);
            var merged = new LatencyHistogram();
            foreach (var histogram in histograms) merged.Merge(histogram);
            for (var i = 0; i < shares.Length; i++)
            {
                var quantile = ReplicationQuantile.Of(histograms, shares[i], Confidence);
                quantiles[i].Add(quantile.Low / 1e6, quantile.High / 1e6);

                var centre = merged.Percentile(shares[i]).Nanoseconds / 1e6;
                var half = StudentInterval.Of([.. histograms.Select(histogram => histogram.Percentile(shares[i]).Nanoseconds / 1e6)], Confidence).HalfWidth;
                former[i].Add(centre - half, centre + half);
            }
        });
        return [mean, .. quantiles, .. former];
    }

    private static ParallelOptions Two => new() { MaxDegreeOfParallelism = 2 };

    private static CoverageRow[] Rows(string method, CoverageQueue queue, string size, double[] shares) =>
        [.. shares.Select(share => new CoverageRow(method, queue.Law.Name, FormattableString.Invariant($"p{share * 100:0.###}"), size, queue.Law.Quantile(share)))];
}
