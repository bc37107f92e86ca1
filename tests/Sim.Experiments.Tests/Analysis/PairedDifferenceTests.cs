using Sim.Experiments.Analysis;
using Sim.Experiments.Tests.Running;

namespace Sim.Experiments.Tests.Analysis;

public sealed class PairedDifferenceTests
{
    [Fact]
    public void A_worked_example()
    {
        // Differences 1, 2, 3: mean 2, s = 1, t(0.975; 2) = 4.303, half-width 4.303/sqrt(3) = 2.484.
        // Means 10 and 12, ratio 1.2; residuals b - 1.2 a = {10-10.8, 12-12, 14-13.2} = {-0.8, 0, 0.8}, s = 0.8,
        // half-width 4.303 * 0.8 / 10 / sqrt(3) = 0.1987.
        var paired = PairedDifference.Of([9, 10, 11], [10, 12, 14], 0.95);
        Assert.Equal(2, paired.Difference.Estimate, 1e-12);
        Assert.Equal(2.484, paired.Difference.HalfWidth, 1e-3);
        Assert.Equal(1.2, paired.Ratio!.Value.Estimate, 1e-12);
        Assert.Equal(0.1987, paired.Ratio.Value.HalfWidth, 1e-4);
        Assert.Equal(1, paired.Correlation, 1e-12);
        Assert.False(paired.IsEstablished);                              // 2 - 2.484 < 0
    }

    [Fact]
    public void A_constant_factor_is_found_exactly_whatever_the_noise()
    {
        var paired = PairedDifference.Of([3, 8, 1, 20], [6, 16, 2, 40], 0.99);
        Assert.Equal(2, paired.Ratio!.Value.Estimate, 1e-12);
        Assert.Equal(0, paired.Ratio.Value.HalfWidth, 1e-12);
    }

    [Fact]
    public void Without_a_first_mean_there_is_no_ratio() => Assert.Null(PairedDifference.Of([-1, 1], [2, 3], 0.95).Ratio);

    [Fact]
    public void Different_replications_cannot_be_paired()
    {
        Assert.Throws<ArgumentException>(() => PairedDifference.Of([1, 2], [1, 2, 3], 0.95));
        Assert.Throws<ArgumentException>(() => PairedDifference.Of([1], [2], 0.95));
        Assert.Throws<ArgumentException>(() => PairedDifference.Of([1, double.PositiveInfinity], [1, 2], 0.95));
    }

    [Fact]
    public void Common_random_numbers_narrow_the_difference_of_two_queues()
    {
        // The same arrivals and service draws, the server 5 % faster. The response is a monotone function of the same draws in both, so the
        // correlation is close to 1 and the variance of the difference, 2 v (1 - r), far below the independent 2 v.
        double[] Responses(ulong seed, double service) => [.. Enumerable.Range(0, 20).Select(replication => Mm1Point.Run(seed, replication, 0.7, service).Metrics["response_mean"])];
        var slow = Responses(1, 1);
        var common = PairedDifference.Of(slow, Responses(1, 0.95), 0.95);
        var independent = PairedDifference.Of(slow, Responses(2, 0.95), 0.95);

        Assert.InRange(common.Correlation, 0.9, 1);
        Assert.True(common.Difference.HalfWidth < independent.Difference.HalfWidth / 2, $"{common.Difference} against {independent.Difference}");
        Assert.True(common.IsEstablished);

        // Exact: 1/(1 - 0.7) at service 1; at 0.95: 0.95/(1 - 0.665) = 2.8358. Difference -0.4975.
        Assert.True(common.Difference.Contains(2.8358 - (1 / 0.3)), common.Difference.ToString());
    }
}
