using System.Globalization;

namespace Sim.Experiments.Analysis;

/// <summary>The interval for the mean of one long, correlated run, with batch size and initial cut found from the run itself.</summary>
/// <remarks>
/// N-Skart. Batches grow until von Neumann's test (20 %) takes their means for independent, with up to ten batches between neighbours as
/// spacers; the first spacer is cut as warm-up. All batches then give the variance, widened by (1 + r)/(1 - r) for their lag-1
/// correlation r, and Student's quantiles are bent for their skewness, so the interval need not be symmetric.
/// Source: Tafazzoli, Steiger and Wilson, "N-Skart: a nonsequential skewness- and autoregression-adjusted batch-means procedure for
/// simulation analysis", IEEE Transactions on Automatic Control 56(2), 2011. Coverage measured in docs/validation/output-analysis.md.
/// </remarks>
public static class BatchMeans
{
    /// <summary>Batches the search starts with, and the fewest observations it takes.</summary>
    public const int FewestObservations = 1280;

    internal const string Method = "batch means (N-Skart)";

    private const double Significance = 0.2;
    private const double SkewedObservations = 4;
    private const double SkewedBatches = 0.5;
    private const int MostSpacers = 10;
    private const int MostSpacersWhenSkewed = 3;
    private const int MostBatches = 1024;

    /// <summary>The interval.</summary>
    /// <param name="series">Observations of one run in order of time, finite.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <returns>The interval, or a refusal: too few observations, no variation, or batches still correlated at every size that fits.</returns>
    /// <exception cref="ArgumentException">A value is not finite, or the confidence is outside (0, 1).</exception>
    public static IntervalEstimate Of(ReadOnlySpan<double> series, double confidence)
    {
        StudentInterval.DemandConfidence(confidence);
        DemandFinite(series);
        var basis = new IntervalBasis { Method = Method, Observations = series.Length };
        if (series.Length < FewestObservations)
        {
            return IntervalEstimate.Refused(
                string.Create(CultureInfo.InvariantCulture, $"too few: {series.Length} observations, batch means need {FewestObservations} at least"), confidence, basis);
        }

        if (SampleShape.Of(series).Variance == 0) return IntervalEstimate.Refused("the observations do not vary", confidence, basis, series[0]);
        if (Search(series, out var needed) is not { } found)
        {
            return IntervalEstimate.Refused(
                string.Create(CultureInfo.InvariantCulture, $"batches still correlated: {series.Length} observations, the next size to try needs {needed}"),
                confidence, basis);
        }

        return Deliver(series, found, confidence, basis);
    }

    private static void DemandFinite(ReadOnlySpan<double> series)
    {
        for (var i = 0; i < series.Length; i++)
        {
            if (!double.IsFinite(series[i]))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"observation {i} is {series[i]}; batch means need finite values"), nameof(series));
        }
    }

    /// <summary>Steps 1 to 4: the smallest batch size whose spaced means pass for independent.</summary>
    private static Layout? Search(ReadOnlySpan<double> series, out long needed)
    {
        var size = Math.Abs(SampleShape.Of(series[(series.Length / 5)..]).Skewness) > SkewedObservations
            ? Math.Clamp(series.Length / FewestObservations, 1, 16)
            : 1;
        var count = FewestObservations;
        needed = FewestObservations;
        for (var deflations = 0; ; deflations++)
        {
            var means = MeansOf(series[..(count * size)], size);
            var mostSpacers = Math.Abs(SampleShape.Of(means.AsSpan(count / 5)).Skewness) > SkewedBatches ? MostSpacersWhenSkewed : MostSpacers;
            for (var spacers = 0; spacers <= mostSpacers; spacers++)
            {
                if (VonNeumannTest.LooksIndependent(means, spacers, spacers + 1, Significance))
                    return new Layout(size, spacers, count, spacers == 0 ? count : count / (spacers + 1), deflations);
            }

            (size, count) = ((int)Math.Ceiling(Math.Sqrt(2) * size), (int)Math.Ceiling(0.9 * count));
            needed = (long)size * count;
            if (needed > series.Length) return null;
        }
    }

    /// <summary>Steps 5 and 6: the whole run in batches of about that size, and the adjusted interval.</summary>
    private static IntervalEstimate Deliver(ReadOnlySpan<double> series, Layout found, double confidence, IntervalBasis basis)
    {
        var cut = found.Spacers * found.Size;
        var kept = series.Length - cut;
        var spaced = Math.Min((int)Math.Ceiling(found.Spaced * Math.Pow(1 / 0.9, found.Deflations)), found.Count);
        var inflation = Math.Sqrt(kept / ((double)spaced * found.Size));
        var (count, size) = ((int)(inflation * spaced), (int)(inflation * found.Size));
        if (count > MostBatches) (count, size) = (MostBatches, kept / MostBatches);
        cut = series.Length - (count * size);

        var means = MeansOf(series[cut..], size);
        var all = SampleShape.Of(means);
        var spacers = (int)Math.Ceiling(found.Spacers * found.Size / (double)size);
        var apart = SampleShape.Of(means, spacers, spacers + 1);
        basis = basis with
        {
            WarmUpCut = cut, Batches = count, BatchSize = size, DegreesOfFreedom = apart.Count - 1, LagOneCorrelation = all.LagOneCorrelation,
        };
        if (apart.Count < VonNeumannTest.FewestValues)
        {
            return IntervalEstimate.Refused(
                string.Create(CultureInfo.InvariantCulture, $"too few: {apart.Count} independent batches of {size}"), confidence, basis);
        }

        var error = Math.Sqrt(all.Variance * (1 + all.LagOneCorrelation) / (1 - all.LagOneCorrelation) / count);
        var (below, above) = SkewedStudent.Factors(confidence, apart.Count - 1, apart.Skewness, apart.Count);
        return IntervalEstimate.Of(all.Mean, all.Mean - (below * error), all.Mean + (above * error), confidence, basis);
    }

    private static double[] MeansOf(ReadOnlySpan<double> series, int size)
    {
        var means = new double[series.Length / size];
        for (var batch = 0; batch < means.Length; batch++)
        {
            var sum = 0.0;
            foreach (var value in series.Slice(batch * size, size)) sum += value;
            means[batch] = sum / size;
        }

        return means;
    }

    private readonly record struct Layout(int Size, int Spacers, int Count, int Spaced, int Deflations);
}
