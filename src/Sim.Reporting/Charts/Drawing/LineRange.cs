namespace Sim.Reporting.Charts.Drawing;

/// <summary>How far the axes of a line chart reach.</summary>
internal sealed record LineRange(double XMinimum, double XMaximum, double YMinimum, double YMaximum, bool IsLogarithmic)
{
    /// <summary>A y range wider than this factor is drawn on a logarithmic axis: below it, the small values can still be told apart.</summary>
    private const double LogarithmicRatio = 20;

    public static LineRange Of(LineBandChart chart)
    {
        var points = chart.Series.SelectMany(s => s.Points).ToImmutableArray();
        var isLogarithmic = chart.Scale switch
        {
            AxisScale.Linear => false,
            AxisScale.Logarithmic => true,
            _ => points.Min(p => p.Value) is > 0 and var least && points.Max(p => p.Value) > LogarithmicRatio * least
                && chart.Limits.All(l => l.Value > 0),
        };

        var (xLow, xHigh) = Ends(points.Select(p => p.X).Concat(chart.Positions.Select(p => p.X)));
        var xMargin = xHigh > xLow ? 0.02 * (xHigh - xLow) : Math.Max(1, 0.1 * Math.Abs(xLow));
        var (yLow, yHigh) = isLogarithmic ? Logarithmic(chart, points) : Linear(chart, points);
        return new LineRange(xLow - xMargin, xHigh + xMargin, yLow, yHigh, isLogarithmic);
    }

    private static (double Low, double High) Linear(LineBandChart chart, ImmutableArray<BandPoint> points)
    {
        var (low, high) = Ends(Heights(chart, points));
        low = Math.Min(0, low);
        high = Math.Max(0, high);
        var room = high > low ? 0.06 * (high - low) : 1;
        return (low < 0 ? low - room : 0, high + room);
    }

    private static (double Low, double High) Logarithmic(LineBandChart chart, ImmutableArray<BandPoint> points)
    {
        // An interval may reach down to zero; a tenth of the smallest value is as far as the picture follows it.
        var floor = points.Min(p => p.Value) / 10;
        var (low, high) = Ends(Heights(chart, points).Select(v => Math.Max(v, floor)));
        return (low / 1.3, high * 1.3);
    }

    private static IEnumerable<double> Heights(LineBandChart chart, ImmutableArray<BandPoint> points) =>
        points.SelectMany(p => new[] { p.Value, p.Low, p.High, p.OuterLow, p.OuterHigh })
            .Concat(chart.Limits.Select(l => l.Value))
            .Append(chart.Extras.Highest)
            .Where(double.IsFinite);

    private static (double Low, double High) Ends(IEnumerable<double> values)
    {
        var low = double.PositiveInfinity;
        var high = double.NegativeInfinity;
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return (low, high);
    }
}
