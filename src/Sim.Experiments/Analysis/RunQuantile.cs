using System.Globalization;

namespace Sim.Experiments.Analysis;

/// <summary>The interval for a quantile of one long, correlated run, p50 to p99.9.</summary>
/// <remarks>
/// The observations above the sample quantile are a series of ones and zeros whose mean has an interval by <see cref="BatchMeans"/>, batch
/// size and all; <see cref="ExceedanceScore"/> turns it into ranks. Quantiles of batches, the usual way, covered too little in our
/// experiment because a batch long enough for independence is still short for its own p99. Coverage: docs/validation/output-analysis.md.
/// </remarks>
public static class RunQuantile
{
    /// <summary>Observations that must lie beyond a quantile before anything is said about it.</summary>
    public const int FewestBeyond = 10;

    /// <summary>Observations that must lie beyond the upper end of the interval.</summary>
    internal const int FewestBeyondEnd = 3;

    private const string Method = "batched exceedances (N-Skart, score)";

    /// <summary>The interval.</summary>
    /// <param name="series">Observations of one run in order of time, finite.</param>
    /// <param name="share">Between 0 and 1, e.g. 0.99.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <returns>The interval, or a refusal: too few observations beyond the quantile, or batches still correlated.</returns>
    /// <exception cref="ArgumentException">A value is not finite, or the share or the confidence is outside (0, 1).</exception>
    public static IntervalEstimate Of(ReadOnlySpan<double> series, double share, double confidence)
    {
        StudentInterval.DemandConfidence(confidence);
        DemandShare(share);
        var basis = new IntervalBasis { Method = Method, Observations = series.Length };
        if (TooFew(series.Length, share, FewestBeyond) is { } few) return IntervalEstimate.Refused(few, confidence, basis);

        var sorted = series.ToArray();
        Array.Sort(sorted);
        var estimate = At(sorted, share);
        var exceedances = new double[series.Length];
        for (var i = 0; i < exceedances.Length; i++) exceedances[i] = series[i] > estimate ? 1 : 0;

        var above = BatchMeans.Of(exceedances, confidence);
        basis = above.Basis with { Method = Method };
        if (above is not { Estimate: { } mean, Low: { } low, High: { } high }) return IntervalEstimate.Refused(above.Refusal!, confidence, basis, estimate);

        var (aboveHigh, aboveLow) = ExceedanceScore.Shares(1 - share, mean - low, high - mean);
        return ThinEnd(aboveHigh, series.Length, share) is { } thin
            ? IntervalEstimate.Refused(thin, confidence, basis, estimate)
            : IntervalEstimate.Of(estimate, At(sorted, 1 - aboveLow), At(sorted, 1 - aboveHigh), confidence, basis);
    }

    internal static string Name(double share) => string.Create(CultureInfo.InvariantCulture, $"p{share * 100:0.###}");

    internal static void DemandShare(double share)
    {
        if (!(share > 0 && share < 1))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"a quantile's share lies between 0 and 1; got {share}"), nameof(share));
    }

    /// <summary>Refuses quantiles that hardly any observation lies beyond.</summary>
    internal static string? TooFew(long observations, double share, int beyond)
    {
        // Rounded up past the noise of 1 - 0.999 in binary.
        var needed = (long)Math.Ceiling((beyond / Math.Min(share, 1 - share)) - 1e-6);
        return observations >= needed
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"too few: {Name(share)} needs {needed} observations at least, there are {observations}");
    }

    /// <summary>Refuses an upper end that rests on the last few observations.</summary>
    internal static string? ThinEnd(double aboveHigh, long observations, double share) => aboveHigh * observations >= FewestBeyondEnd
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"too few: the upper end of {Name(share)} would rest on the largest {Math.Ceiling(aboveHigh * observations)} of {observations} observations");

    private static double At(double[] sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling((share * sorted.Length) - 1e-9) - 1, 0, sorted.Length - 1)];
}
