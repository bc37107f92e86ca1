namespace Sim.Estate.Series;

/// <summary>Quantiles of a sample.</summary>
public static class SampleQuantile
{
    /// <summary>The quantile by linear interpolation between order statistics (Hyndman and Fan, type 7).</summary>
    /// <param name="sorted">Ascending, without NaN; an empty sample gives NaN.</param>
    /// <param name="share">0 to 1.</param>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty) return double.NaN;
        var place = share * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
