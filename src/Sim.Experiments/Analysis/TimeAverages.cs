using System.Collections.Immutable;
using Sim.Core.Statistics;

namespace Sim.Experiments.Analysis;

/// <summary>Observations over time, joined over replications: rate and mean of each bin.</summary>
/// <param name="BinSeconds">Width of a bin, seconds.</param>
/// <param name="Rates">Observations a second and replication, one a bin.</param>
/// <param name="Means">Mean observation, one a bin.</param>
public sealed record TimeAverages(double BinSeconds, ImmutableArray<double> Rates, ImmutableArray<double> Means)
{
    /// <summary>Bins are joined in pairs while there are more: MSER-5 needs 100, and fewer make calmer ones.</summary>
    private const int MostBins = 256;

    private const int FewestBins = Mser5.FewestBatches * Mser5.BatchSize;

    /// <summary>Joins replications of one length; the last bin, which time did not fill, is left out.</summary>
    /// <param name="replications">Series of one kind.</param>
    /// <param name="seconds">Length of every replication from its start.</param>
    /// <returns>Nothing when even the fewest bins that MSER-5 takes leave one without an observation.</returns>
    public static TimeAverages? Of(IReadOnlyList<BoundedSeries> replications, double seconds)
    {
        if (replications.Count == 0) return null;
        var width = replications.Max(series => series.Width.Picoseconds);
        var bins = (int)(seconds / (width * 1e-12));
        var (counts, sums) = (new double[bins], new double[bins]);
        foreach (var series in replications)
        {
            var join = (int)(width / series.Width.Picoseconds);
            for (var i = 0; i < series.Length && i / join < bins; i++)
            {
                counts[i / join] += series.CountOf(i);
                sums[i / join] += series.SumOf(i);
            }
        }

        var binSeconds = width * 1e-12;
        while (counts.Length > MostBins || (counts.Length / 2 >= FewestBins && Array.Exists(counts, count => count == 0)))
            (counts, sums, binSeconds) = (Paired(counts), Paired(sums), binSeconds * 2);
        if (counts.Length < FewestBins || Array.Exists(counts, count => count == 0)) return null;
        return new TimeAverages(
            binSeconds,
            [.. counts.Select(count => count / replications.Count / binSeconds)],
            [.. sums.Zip(counts, (sum, count) => sum / count)]);
    }

    /// <summary>Seconds to throw away by MSER-5, the longer of rate and mean; nothing when either does not settle.</summary>
    public double? Cut()
    {
        var (rate, mean) = (Mser5.Of(Rates), Mser5.Of(Means));
        return rate.Cut is { } first && mean.Cut is { } second ? Math.Max(first, second) * BinSeconds : null;
    }

    private static double[] Paired(double[] values)
    {
        var paired = new double[values.Length / 2];
        for (var i = 0; i < paired.Length; i++) paired[i] = values[2 * i] + values[(2 * i) + 1];
        return paired;
    }
}
