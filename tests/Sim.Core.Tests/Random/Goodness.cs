using MathNet.Numerics.Distributions;

namespace Sim.Core.Tests.Random;

/// <summary>Whether draws follow a law, at a level where a right law is turned down once in a million; seeds are fixed, so that it never is by chance.</summary>
internal static class Goodness
{
    public const double FalseAlarm = 1e-6;

    /// <summary>Kolmogorov's statistic: the largest distance between both distributions, times the root of the number of draws.</summary>
    public static double Distance(Func<double> draw, Func<double, double> distribution, int draws = 200_000)
    {
        var sorted = new double[draws];
        for (var i = 0; i < draws; i++) sorted[i] = draw();
        Array.Sort(sorted);
        var distance = 0.0;
        for (var i = 0; i < draws; i++)
        {
            var exact = distribution(sorted[i]);
            distance = Math.Max(distance, Math.Max(exact - (i / (double)draws), ((i + 1) / (double)draws) - exact));
        }

        return distance * Math.Sqrt(draws);
    }

    /// <summary>Kolmogorov: P(statistic > x) is about 2 exp(-2 x²), so x = sqrt(ln(2e6) / 2) = 2.69.</summary>
    public static double DistanceBound => Math.Sqrt(Math.Log(2 / FalseAlarm) / 2);

    /// <summary>Pearson's statistic over its bound; above 1 the law is turned down.</summary>
    public static double Misfit(IReadOnlyList<long> observed, IReadOnlyList<double> expected)
    {
        Assert.All(expected, count => Assert.True(count >= 10, "a cell with fewer than 10 expected draws spoils the approximation"));
        var statistic = observed.Zip(expected, (seen, count) => (seen - count) * (seen - count) / count).Sum();
        return statistic / ChiSquared.InvCDF(observed.Count - 1, 1 - FalseAlarm);
    }
}
