namespace Sim.Core.Tests.Random;

/// <summary>Pearson's chi-square statistic and the bounds it stays within in all but 6 of 100,000 runs (4 standard deviations, both sides).</summary>
internal static class ChiSquare
{
    public static void AssertFits(IReadOnlyList<long> observed, double expectedEach)
    {
        var statistic = observed.Sum(count => (count - expectedEach) * (count - expectedEach) / expectedEach);
        var freedom = observed.Count - 1;
        Assert.InRange(statistic, Quantile(freedom, -4), Quantile(freedom, 4));
    }

    // Wilson and Hilferty 1931: (X/k)^(1/3) is close to normal with mean 1 - 2/(9k) and variance 2/(9k).
    private static double Quantile(int freedom, double z) =>
        freedom * Math.Pow(1 - (2 / (9.0 * freedom)) + (z * Math.Sqrt(2 / (9.0 * freedom))), 3);
}
