using System.Globalization;

namespace Sim.Experiments.Analysis;

/// <summary>MSER-5: cuts the start whose removal makes the mean of the rest look most certain.</summary>
/// <remarks>
/// In batches of five, the cut d minimises the squared standard error, sum of squared deviations of the kept batches over the square of
/// their number. A minimum in the second half says that the series is too short, and no cut is given. The statistic knows nothing of
/// correlation: on one series a slow swing can look like a warm-up, so average replications first where there are several.
/// Sources: White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69(6), 1997; White, Cobb and
/// Spratt, "A comparison of five steady-state truncation heuristics for simulation", Winter Simulation Conference 2000; Welch, in
/// Lavenberg (ed.), Computer Performance Modeling Handbook, 1983, for averaging over replications.
/// </remarks>
public static class Mser5
{
    /// <summary>Values a batch.</summary>
    public const int BatchSize = 5;

    /// <summary>Fewest batches; below, the minimum is chance.</summary>
    public const int FewestBatches = 20;

    /// <summary>At least a fifth of the batches is kept: a handful agrees by chance and would win.</summary>
    private const int FewestKeptShare = 5;

    /// <summary>The cut of one series.</summary>
    /// <param name="series">Values in order of time, equally spaced, finite.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static WarmUpCut Of(IReadOnlyList<double> series)
    {
        var batches = series.Count / BatchSize;
        var whole = 0.0;
        for (var i = 0; i < series.Count; i++)
        {
            if (!double.IsFinite(series[i]))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"value {i} is {series[i]}; a warm-up is sought among finite values"), nameof(series));
            whole += series[i];
        }

        var mean = series.Count > 0 ? whole / series.Count : double.NaN;
        if (batches < FewestBatches)
        {
            return new WarmUpCut(
                series.Count, null, mean, mean,
                string.Create(CultureInfo.InvariantCulture, $"too few: {series.Count} values, MSER-5 needs {FewestBatches * BatchSize} at least"));
        }

        var best = Best(series, batches);
        if (best > batches / 2)
        {
            return new WarmUpCut(
                series.Count, null, mean, mean,
                string.Create(CultureInfo.InvariantCulture, $"warm-up not over: the best cut, {best * BatchSize} of {series.Count} values, lies in the second half; run longer"));
        }

        var cut = best * BatchSize;
        var kept = 0.0;
        for (var i = cut; i < series.Count; i++) kept += series[i];
        return new WarmUpCut(series.Count, cut, mean, kept / (series.Count - cut), null);
    }

    /// <summary>The cut of several series of one kind, averaged value by value; the shortest decides the length.</summary>
    /// <param name="replications">1 or more series.</param>
    public static WarmUpCut Of(IReadOnlyList<IReadOnlyList<double>> replications) => Of(Average(replications));

    /// <summary>The mean over replications at each place, as long as the shortest.</summary>
    public static double[] Average(IReadOnlyList<IReadOnlyList<double>> replications)
    {
        if (replications.Count == 0) return [];
        var average = new double[replications.Min(series => series.Count)];
        for (var i = 0; i < average.Length; i++)
        {
            foreach (var series in replications) average[i] += series[i];
            average[i] /= replications.Count;
        }

        return average;
    }

    /// <summary>From the back, so that each cut costs one step.</summary>
    private static int Best(IReadOnlyList<double> series, int batches)
    {
        var (best, least, mean, squares) = (0, double.PositiveInfinity, 0.0, 0.0);
        for (var cut = batches - 1; cut >= 0; cut--)
        {
            var batch = 0.0;
            for (var i = 0; i < BatchSize; i++) batch += series[(cut * BatchSize) + i];
            batch /= BatchSize;
            var kept = batches - cut;
            var difference = batch - mean;
            mean += difference / kept;
            squares += difference * (batch - mean);
            // Ties go to the earlier cut: a series that does not vary loses nothing.
            if (kept * FewestKeptShare >= batches && squares / ((double)kept * kept) <= least) (best, least) = (cut, squares / ((double)kept * kept));
        }

        return best;
    }
}
