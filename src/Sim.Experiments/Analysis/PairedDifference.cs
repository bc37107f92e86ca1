using Sim.Core.Statistics;

namespace Sim.Experiments.Analysis;

/// <summary>Two alternatives compared replication by replication on common random numbers.</summary>
/// <remarks>
/// What both share cancels, so that the interval is narrower than that of two separate runs. The ratio is that of the means, with the
/// deviation of b - ratio·a. Sources: Law, Simulation Modeling and Analysis, 5th ed., sections 10.2.1 and 11.2; Cochran, Sampling
/// Techniques, 3rd ed., section 6.4.
/// </remarks>
/// <param name="Difference">Second minus first.</param>
/// <param name="Ratio">Mean of the second over mean of the first; nothing when the first mean is zero.</param>
/// <param name="Correlation">Correlation of the two over replications; not a number when either does not vary.</param>
public sealed record PairedDifference(Interval Difference, Interval? Ratio, double Correlation)
{
    /// <summary>Whether the interval of the difference leaves zero out.</summary>
    public bool IsEstablished => !Difference.Contains(0);

    /// <summary>Compares value i of the first with value i of the second.</summary>
    /// <param name="first">One value a replication, 2 or more.</param>
    /// <param name="second">As many, on the same streams.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">Different lengths, fewer than two values, values that are not finite, or a confidence outside (0, 1).</exception>
    public static PairedDifference Of(IReadOnlyList<double> first, IReadOnlyList<double> second, double confidence)
    {
        if (first.Count != second.Count)
        {
            throw new ArgumentException(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"a paired comparison needs the same replications on both sides; got {first.Count} and {second.Count}"),
                nameof(second));
        }

        StudentInterval.DemandUsable(first);
        StudentInterval.DemandUsable(second);
        var (a, b) = (TallyOf(first), TallyOf(second));
        var difference = StudentInterval.Of([.. second.Zip(first, (y, x) => y - x)], confidence);
        return new PairedDifference(difference, RatioOf(first, second, a.Mean, b.Mean, confidence), CorrelationOf(first, second, a, b));
    }

    private static Interval? RatioOf(IReadOnlyList<double> first, IReadOnlyList<double> second, double firstMean, double secondMean, double confidence)
    {
        if (firstMean == 0) return null;
        var ratio = secondMean / firstMean;
        var residuals = new Tally();
        for (var i = 0; i < first.Count; i++) residuals.Add(second[i] - (ratio * first[i]));
        var halfWidth = StudentInterval.HalfWidth(residuals.StandardDeviation / Math.Abs(firstMean), first.Count, confidence);
        return new Interval(ratio, halfWidth, confidence, first.Count);
    }

    private static double CorrelationOf(IReadOnlyList<double> first, IReadOnlyList<double> second, Tally a, Tally b)
    {
        var covariance = 0.0;
        for (var i = 0; i < first.Count; i++) covariance += (first[i] - a.Mean) * (second[i] - b.Mean);
        return covariance / (first.Count - 1) / (a.StandardDeviation * b.StandardDeviation);
    }

    private static Tally TallyOf(IReadOnlyList<double> values)
    {
        var tally = new Tally();
        foreach (var value in values) tally.Add(value);
        return tally;
    }
}
