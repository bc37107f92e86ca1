using Sim.Core.Random;
using Sim.Experiments.Analysis;

namespace Sim.Experiments.Tests.Analysis;

public sealed class BatchMeansTests
{
    [Fact]
    public void Independent_values_get_about_the_classical_interval()
    {
        // 10,000 independent normals: half-width 1.96/sqrt(10,000) = 0.0196. The deviation of batches is known to about 1/sqrt(2k), and the
        // correction (1+r)/(1-r) moves by about 2/sqrt(k); the fewest batches here, about 1,000, allow 7 % or so: half to double is safe.
        var random = new RngStream(1, 0, "normal");
        var interval = BatchMeans.Of([.. Enumerable.Range(0, 10_000).Select(_ => random.NextNormal())], 0.95);
        Assert.True(interval.IsEstablished, interval.ToString());
        Assert.InRange(interval.HalfWidth!.Value, 0.0098, 0.0392);
        Assert.Equal(10_000, interval.Basis.WarmUpCut + (interval.Basis.Batches * interval.Basis.BatchSize));
        Assert.InRange(interval.Basis.DegreesOfFreedom, 9, interval.Basis.Batches - 1);
    }

    [Fact]
    public void An_autoregressive_series_gets_the_interval_of_its_time_constant()
    {
        // x' = 0.9 x + e: variance of the mean of n values is 1/(1 - 0.9)² / n = 100/n, half-width 1.96 * 10/sqrt(100,000) = 0.062; taken for
        // independent it would be 1.96 * sqrt(1/(1 - 0.81))/sqrt(n) = 0.0142.
        var random = new RngStream(2, 0, "normal");
        var (x, series) = (0.0, new double[100_000]);
        for (var i = 0; i < series.Length; i++) series[i] = x = (0.9 * x) + random.NextNormal();
        Assert.InRange(BatchMeans.Of(series, 0.95).HalfWidth!.Value, 0.045, 0.09);
    }

    [Fact]
    public void Without_ground_there_is_a_reason_instead_of_a_number()
    {
        var few = BatchMeans.Of(new double[1279], 0.95);
        Assert.Contains("too few: 1279", few.Refusal, StringComparison.Ordinal);
        Assert.Null(few.HalfWidth);
        Assert.False(few.Contains(0));
        Assert.Contains("do not vary", BatchMeans.Of(new double[2000], 0.95).Refusal, StringComparison.Ordinal);

        // A straight line never looks independent at any batch size.
        Assert.Contains("still correlated", BatchMeans.Of([.. Enumerable.Range(0, 20_000).Select(i => (double)i)], 0.95).Refusal, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BatchMeans.Of(new double[] { 1, double.NaN }, 0.95));
        Assert.Throws<ArgumentException>(() => BatchMeans.Of(new double[2000], 95));
    }

    [Fact]
    public void Von_Neumann_on_a_worked_example()
    {
        // 1..10: mean 5.5, deviations squared sum to 82.5, successive differences 9: 1 - 9/165 = 0.945 against 1.2816 * sqrt(8/99) = 0.364.
        Assert.False(VonNeumannTest.LooksIndependent([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.2));
        // 3 8 1 9 6 2 7 4 10 5: differences squared 25+49+64+9+16+25+9+36+25 = 258; 1 - 258/165 = -0.564: too much to and fro.
        Assert.False(VonNeumannTest.LooksIndependent([3, 8, 1, 9, 6, 2, 7, 4, 10, 5], 0.2));
        // 3 5 1 2 8 6 7 10 4 9: 4+16+1+36+4+1+9+36+25 = 132; 1 - 132/165 = 0.2.
        Assert.True(VonNeumannTest.LooksIndependent([3, 5, 1, 2, 8, 6, 7, 10, 4, 9], 0.2));
        Assert.False(VonNeumannTest.LooksIndependent(new double[20], 0.2));
    }
}
