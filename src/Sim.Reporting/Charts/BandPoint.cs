namespace Sim.Reporting.Charts;

/// <summary>One point of a curve with up to two nested intervals. NaN means that interval is absent.</summary>
/// <param name="X">Position, finite.</param>
/// <param name="Value">Height of the curve, finite.</param>
/// <param name="Low">Lower end of the (inner) interval, at most <paramref name="Value"/>.</param>
/// <param name="High">Upper end of the (inner) interval, at least <paramref name="Value"/>.</param>
/// <param name="OuterLow">Lower end of a wider interval around the inner one.</param>
/// <param name="OuterHigh">Upper end of a wider interval around the inner one.</param>
public readonly record struct BandPoint(
    double X,
    double Value,
    double Low = double.NaN,
    double High = double.NaN,
    double OuterLow = double.NaN,
    double OuterHigh = double.NaN)
{
    /// <summary>Whether the inner interval is present.</summary>
    public bool HasBand => double.IsFinite(Low) && double.IsFinite(High);

    /// <summary>Whether the wider interval is present.</summary>
    public bool HasOuterBand => double.IsFinite(OuterLow) && double.IsFinite(OuterHigh);
}
