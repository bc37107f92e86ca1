using MathNet.Numerics.Distributions;

namespace Sim.Experiments.Analysis;

/// <summary>Von Neumann's ratio: whether neighbours in a series differ as much as strangers would.</summary>
/// <remarks>
/// 1 - sum of squared successive differences / (2 sum of squared deviations) is nearly normal with mean 0 and variance (n - 2)/(n² - 1) when
/// the values are independent. Source: von Neumann, Annals of Mathematical Statistics 12, 1941; Young, ibid.
/// </remarks>
public static class VonNeumannTest
{
    /// <summary>Values below which the normal approximation is not trusted.</summary>
    public const int FewestValues = 10;

    /// <summary>Whether independence is not rejected; values that do not vary at all are never called independent.</summary>
    /// <param name="values">The series, <see cref="FewestValues"/> or more.</param>
    /// <param name="significance">Chance of rejecting independent values, two-sided, between 0 and 1.</param>
    public static bool LooksIndependent(ReadOnlySpan<double> values, double significance) => LooksIndependent(values, 0, 1, significance);

    /// <summary>As above for every <paramref name="step"/>-th value from <paramref name="first"/> on.</summary>
    internal static bool LooksIndependent(ReadOnlySpan<double> values, int first, int step, double significance)
    {
        var (count, mean) = (0, 0.0);
        for (var i = first; i < values.Length; i += step) mean += (values[i] - mean) / ++count;
        if (count < FewestValues) return false;

        var (deviations, differences, previous) = (0.0, 0.0, double.NaN);
        for (var i = first; i < values.Length; i += step)
        {
            deviations += (values[i] - mean) * (values[i] - mean);
            if (i > first) differences += (values[i] - previous) * (values[i] - previous);
            previous = values[i];
        }

        if (deviations == 0) return false;
        var statistic = 1 - (differences / (2 * deviations));
        var deviation = Math.Sqrt((count - 2.0) / (((double)count * count) - 1));
        return Math.Abs(statistic) <= Normal.InvCDF(0, 1, 1 - (significance / 2)) * deviation;
    }
}
