namespace Sim.Reporting.Charts;

/// <summary>Demand expected at a date, in the resource's unit, with an 80 % and (optionally) a 95 % band. NaN means that band is absent.</summary>
public readonly record struct ForecastPoint(
    DateOnly Date,
    double Median,
    double Low80 = double.NaN,
    double High80 = double.NaN,
    double Low95 = double.NaN,
    double High95 = double.NaN)
{
    /// <summary>The widest band that is present; the median itself without one.</summary>
    public (double Low, double High) Widest =>
        double.IsFinite(Low95) && double.IsFinite(High95) ? (Low95, High95)
        : double.IsFinite(Low80) && double.IsFinite(High80) ? (Low80, High80)
        : (Median, Median);
}
