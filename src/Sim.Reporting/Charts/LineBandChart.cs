using Sim.Reporting.Charts.Drawing;
using Sim.Reporting.Tables;

namespace Sim.Reporting.Charts;

/// <summary>Curves with interval bands over a numeric axis: the general chart behind density curves, device curves and validation.</summary>
public sealed record LineBandChart : Chart
{
    /// <summary>A second line under the title: machine, workload, conditions.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The horizontal axis.</summary>
    public required ChartAxis XAxis { get; init; }

    /// <summary>The vertical axis.</summary>
    public required ChartAxis YAxis { get; init; }

    /// <summary>At least one curve.</summary>
    public required ImmutableArray<BandSeries> Series { get; init; }

    /// <summary>Labelled horizontal lines.</summary>
    public ImmutableArray<LimitLine> Limits { get; init; } = [];

    /// <summary>Labelled vertical lines.</summary>
    public ImmutableArray<PositionLine> Positions { get; init; } = [];

    /// <summary>Scale of the vertical axis.</summary>
    public AxisScale Scale { get; init; } = AxisScale.Automatic;

    /// <summary>What the bands mean, e.g. "95 % interval over 10 replications"; printed in the legend when a band is drawn.</summary>
    public string? BandMeaning { get; init; }

    /// <summary>Whether the vertical axis comes out logarithmic for this data.</summary>
    public bool IsLogarithmic => LineRange.Of(this).IsLogarithmic;

    /// <summary>Whether intervals are bars at the points rather than bands between them: for few points with nothing known in between. Curves then stand
    /// a little beside one another, so that bars at one position can be told apart.</summary>
    public bool HasBars { get; init; }

    internal LinePlotExtras Extras { get; init; } = LinePlotExtras.None;

    /// <inheritdoc/>
    public override ChartArtifact Render()
    {
        CheckHeading();
        CheckSeries();
        CheckLines();
        return new ChartPicture(this, Subtitle, new LinePlot(this)).ToArtifact(Csv(), AltText ?? Description());
    }

    private void CheckSeries()
    {
        if (Series.IsDefaultOrEmpty)
            throw Fault($"no series: nothing to draw.");

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var series in Series)
        {
            if (series.Points.IsDefaultOrEmpty)
                throw Fault($"series '{series.Name}' has no points.");
            if (!names.Add(series.Name))
                throw Fault($"two series are called '{series.Name}'.");
            if (series.Style is { } style && (style < 0 || style >= SeriesStyle.Count))
                throw Fault($"series '{series.Name}' asks for style {style}; there are 0 to {SeriesStyle.Count - 1}.");
            for (var i = 0; i < series.Points.Length; i++)
                CheckPoint(series, i);
        }
    }

    private void CheckPoint(BandSeries series, int index)
    {
        var point = series.Points[index];
        if (!double.IsFinite(point.X) || !double.IsFinite(point.Value))
            throw Fault($"point {index} of series '{series.Name}' is ({point.X}, {point.Value}); both must be finite.");
        if (index > 0 && point.X < series.Points[index - 1].X)
            throw Fault($"series '{series.Name}' goes back from x = {series.Points[index - 1].X} to {point.X}; sort it by x.");
        if (point.HasBand && point.Low > point.High)
            throw Fault($"at x = {point.X} series '{series.Name}' has an interval from {point.Low} to {point.High}.");
        if (Scale == AxisScale.Logarithmic && point.Value <= 0)
            throw Fault($"series '{series.Name}' is {point.Value} at x = {point.X}, which a logarithmic axis cannot show.");
    }

    private void CheckLines()
    {
        if (Limits.FirstOrDefault(l => !double.IsFinite(l.Value)) is { } limit)
            throw Fault($"limit '{limit.Label}' is {limit.Value}; it must be finite.");
        if (Positions.FirstOrDefault(p => !double.IsFinite(p.X)) is { } position)
            throw Fault($"position '{position.Label}' is {position.X}; it must be finite.");
        if (Scale == AxisScale.Logarithmic && Limits.FirstOrDefault(l => l.Value <= 0) is { } low)
            throw Fault($"limit '{low.Label}' is {low.Value}, which a logarithmic axis cannot show.");
    }

    private string Description()
    {
        var series = Series.Select(s =>
            $"{s.Name}: {NumberText.Significant(s.Points[0].Value)} at {NumberText.Tick(s.Points[0].X)} to "
            + $"{NumberText.Significant(s.Points[^1].Value)} at {NumberText.Tick(s.Points[^1].X)} ({Bounded(s.Points[^1].Low, s.Points[^1].High)})");
        var lines = Limits.Select(l => l.Label).Concat(Positions.Select(p => $"{p.Label} at {NumberText.Tick(p.X)}"));
        var marked = string.Join("; ", lines);
        return $"{Finding}. Line chart of {YAxis.Label} against {XAxis.Label}. {string.Join(". ", series)}."
            + (marked.Length == 0 ? string.Empty : $" Marked: {marked}.");
    }

    private string Csv()
    {
        var hasOuter = Series.Any(s => s.Points.Any(p => p.HasOuterBand));
        var csv = new CsvText().Text("kind").Text("name").Text(XAxis.CsvHeader).Text(YAxis.CsvHeader)
            .Text($"low [{YAxis.Unit}]").Text($"high [{YAxis.Unit}]");
        if (hasOuter)
            csv.Text($"outer low [{YAxis.Unit}]").Text($"outer high [{YAxis.Unit}]");
        csv.EndRow();

        foreach (var series in Series)
        {
            foreach (var point in series.Points)
            {
                csv.Text("series").Text(series.Name).Number(point.X).Number(point.Value).Number(point.Low).Number(point.High);
                if (hasOuter)
                    csv.Number(point.OuterLow).Number(point.OuterHigh);
                csv.EndRow();
            }
        }

        foreach (var limit in Limits)
            EndShortRow(csv.Text("limit").Text(limit.Label).Empty().Number(limit.Value), hasOuter);
        foreach (var position in Positions)
            EndShortRow(csv.Text("position").Text(position.Label).Number(position.X).Empty(), hasOuter);
        return csv.ToString();
    }

    private static void EndShortRow(CsvText csv, bool hasOuter)
    {
        csv.Empty().Empty();
        if (hasOuter)
            csv.Empty().Empty();
        csv.EndRow();
    }
}
