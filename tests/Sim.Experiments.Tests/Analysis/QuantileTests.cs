using Sim.Core.Random;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Experiments.Analysis;
using Sim.Testing.Oracles;

namespace Sim.Experiments.Tests.Analysis;

public sealed class QuantileTests
{
    [Fact]
    public void Independent_values_get_about_the_binomial_interval()
    {
        // p99 of 100,000 exponentials: the share above has deviation sqrt(0.01 * 0.99 / 100,000) = 3.15 %, and dq = d(ln share): 1.96 * 0.0315 =
        // 0.0617 about ln 100 = 4.605. The estimate itself is four deviations of 0.0315 off at most; the width may be half to double.
        var random = new RngStream(3, 0, "exponential");
        double[] values = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextExponential())];
        var run = RunQuantile.Of(values, 0.99, 0.95);
        Assert.Equal(4.605, run.Estimate!.Value, 0.126);
        Assert.InRange(run.HalfWidth!.Value, 0.031, 0.123);

        // As 20 replications, in milliseconds: Student's factor is 2.09 instead of 1.96.
        var replications = new LatencyHistogram[20];
        for (var r = 0; r < 20; r++)
        {
            replications[r] = new LatencyHistogram();
            foreach (var value in values.AsSpan(r * 5000, 5000)) replications[r].Add(new SimDuration((long)(value * SimDuration.PerMillisecond)));
        }

        var replicated = ReplicationQuantile.Of(replications, 0.99, 0.95);
        Assert.Equal(run.Estimate.Value * 1e6, replicated.Estimate!.Value, 0.005 * 4.7e6);     // buckets answer to 0.4 %
        Assert.InRange(replicated.HalfWidth!.Value, 0.031e6, 0.131e6);
        Assert.Equal(19, replicated.Basis.DegreesOfFreedom);
    }

    [Fact]
    public void A_far_quantile_says_how_many_observations_it_needs()
    {
        // Ten beyond p99.9 are 10,000 in all, a hundred 100,000.
        Assert.Contains("p99.9 needs 10000", RunQuantile.Of(new double[9999], 0.999, 0.95).Refusal, StringComparison.Ordinal);
        Assert.Contains("p99.9 needs 100000", ReplicationQuantile.Of([Constant(5), Constant(6)], 0.999, 0.95).Refusal, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RunQuantile.Of(new double[9999], 99, 0.95));
    }

    [Fact]
    public void Replications_that_disagree_on_the_tail_are_refused()
    {
        // One of two saw all 210 beyond p98 of 10,500: shares 0 and 2p, relative standard error 1.
        Assert.Contains("excursions", ReplicationQuantile.Of([Constant(5000), Constant(5000, slow: 500)], 0.98, 0.95).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Latencies_of_one_bucket_are_known_to_the_bucket()
    {
        var interval = ReplicationQuantile.Of([Constant(1000), Constant(1000)], 0.5, 0.95);
        Assert.True(interval.Contains(1e6), interval.ToString());
        Assert.InRange(interval.HalfWidth!.Value, 0, 0.004 * 1e6);       // half a bucket of 0.8 %
    }

    [Fact]
    public void Exact_laws_agree_where_they_must()
    {
        // A squared variation of nearly 1 makes M/H2/1 nearly M/M/1; and each law's mean is the integral of its tail.
        Assert.Equal(SojournLaw.Exponential(0.8).Quantile(0.99), SojournLaw.HyperExponential(0.8, 1 + 1e-9).Quantile(0.99), 1e-3);
        foreach (var law in new[] { SojournLaw.Exponential(0.8), SojournLaw.HyperExponential(0.8, 4), SojournLaw.Deterministic(0.8) })
        {
            var (integral, step) = (0.0, 0.001);
            for (var x = step / 2; x < law.Quantile(0.999999); x += step) integral += (1 - law.Cdf(x)) * step;
            Assert.Equal(law.Mean, integral, law.Mean * 1e-3);           // the tail beyond, a millionth, is worth a few parts in 100,000
        }
    }

    private static LatencyHistogram Constant(int fast, int slow = 0)
    {
        var histogram = new LatencyHistogram();
        for (var i = 0; i < fast; i++) histogram.Add(SimDuration.FromMilliseconds(1));
        for (var i = 0; i < slow; i++) histogram.Add(SimDuration.FromMilliseconds(10 + i));
        return histogram;
    }
}
