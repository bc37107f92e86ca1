using OxyPlot;
using OxyPlot.Axes;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Draws a <see cref="LineBandChart"/>: bands, curves, labelled limits in the right margin, labelled positions above.</summary>
internal sealed class LinePlot(LineBandChart chart) : IPlot
{
    private const double LaneHeight = 20;
    private const double WidestGutter = 190;
    private const double PrimaryThickness = 2.6;
    private const double SecondaryThickness = 1.6;
    private const double ReferenceThickness = 2;
    private const int MostMarkers = 40;
    private const double BarDistance = 8;

    private static readonly double[] SecondaryDashes = [2, 4];
    private static readonly double[] LimitDashes = [7, 4];
    private static readonly double[] PositionDashes = [3, 3];

    private readonly LineRange _range = LineRange.Of(chart);

    public ImmutableArray<LegendEntry> Legend
    {
        get
        {
            var entries = ImmutableArray.CreateBuilder<LegendEntry>();
            for (var i = 0; i < chart.Series.Length; i++)
            {
                var series = chart.Series[i];
                var style = StyleOf(i);
                entries.Add(new LegendEntry(series.Name, (canvas, box) => Sample(canvas, box, series, style)));
            }

            entries.AddRange(chart.Extras.Legend);
            if (chart.BandMeaning is { } meaning && chart.Series.Any(s => s.Points.Any(p => p.HasBand)))
                entries.Add(chart.HasBars ? new LegendEntry("Bar: " + meaning, BarSample) : new LegendEntry("Band: " + meaning, BandSample));
            return entries.ToImmutable();
        }
    }

    public void Draw(IRenderContext canvas, OxyRect area)
    {
        var limits = GutterLabels(canvas);
        var gutter = limits.Length == 0 ? 24 : 16 + limits.SelectMany(l => l.Lines).Max(l => canvas.SizeOf(l, Ink.TickSize).Width);
        var x = PlotFrame.Dress(new LinearAxis { MajorStep = chart.Extras.XStep }, chart.XAxis, AxisPosition.Bottom, _range.XMinimum, _range.XMaximum);
        if (chart.Extras.XTick is { } tick)
            x.LabelFormatter = tick;
        var y = PlotFrame.Dress(_range.IsLogarithmic ? new DecadeAxis() : new LinearAxis(), chart.YAxis, AxisPosition.Left, _range.YMinimum, _range.YMaximum);
        var model = PlotFrame.Model(x, y, DrawInside);

        // The lanes above the plot depend on where the lines fall, which depends on the width of the y labels only.
        model.Padding = new OxyThickness(0, 10, gutter, 0);
        PlotFrame.Measure(model, area);
        var widths = chart.Positions.Select(p => (x.Transform(p.X), canvas.SizeOf(PlainText.Clean(p.Label), Ink.TickSize, p.IsEmphasised).Width));
        var lanes = LabelLanes.Place([.. widths], area.Left, area.Right);
        var laneCount = lanes.IsEmpty ? 0 : lanes.Max(l => l.Lane) + 1;
        model.Padding = new OxyThickness(0, 10 + laneCount * LaneHeight, gutter, 0);
        PlotFrame.Draw(model, canvas, area);

        DrawPositionLabels(canvas, model.PlotArea, x, lanes);
        DrawLimitLabels(canvas, model.PlotArea, y, limits);
    }

    private static void BandSample(IRenderContext canvas, OxyRect box) =>
        canvas.Box(box, OxyColor.FromAColor(70, Ink.Axis), OxyColor.FromAColor(150, Ink.Axis));

    private static void BarSample(IRenderContext canvas, OxyRect box)
    {
        var middle = (box.Left + box.Right) / 2;
        DrawBar(canvas, new ScreenPoint(middle, box.Top), new ScreenPoint(middle, box.Bottom), Ink.Axis);
    }

    private static void DrawBar(IRenderContext canvas, ScreenPoint upper, ScreenPoint lower, OxyColor color)
    {
        canvas.Line(upper.X, upper.Y, lower.X, lower.Y, color, 1.4);
        canvas.Line(upper.X - 5, upper.Y, upper.X + 5, upper.Y, color, 1.4);
        canvas.Line(lower.X - 5, lower.Y, lower.X + 5, lower.Y, color, 1.4);
    }

    private static OxyColor BandFill(SeriesStyle style, bool outer) => OxyColor.FromAColor(outer ? (byte)26 : (byte)46, style.Color);

    private static OxyColor ColorOf(BandSeries series, SeriesStyle style) => series.Role == SeriesRole.Reference ? Ink.Text : style.Color;

    private static double[]? DashesOf(BandSeries series, SeriesStyle style) => series.Role switch
    {
        SeriesRole.Secondary => SecondaryDashes,
        SeriesRole.Reference => null,
        _ => style.Dashes.IsEmpty ? null : [.. style.Dashes],
    };

    private static double ThicknessOf(BandSeries series) => series.Role switch
    {
        SeriesRole.Secondary => SecondaryThickness,
        SeriesRole.Reference => ReferenceThickness,
        _ => PrimaryThickness,
    };

    private static void Sample(IRenderContext canvas, OxyRect box, BandSeries series, SeriesStyle style)
    {
        var color = ColorOf(series, style);
        var middle = (box.Top + box.Bottom) / 2;
        if (series.Role != SeriesRole.Points)
            canvas.Line(box.Left, middle, box.Right, middle, color, ThicknessOf(series), DashesOf(series, style));
        if (series.Role != SeriesRole.Reference)
            canvas.Marker(new ScreenPoint((box.Left + box.Right) / 2, middle), style.Marker, color, series.Role == SeriesRole.Secondary);
    }

    private SeriesStyle StyleOf(int index) => SeriesStyle.Of(chart.Series[index].Style ?? index % SeriesStyle.Count);

    private ScreenPoint Place(PlotArea area, double x, double y, double beside) =>
        // A lower end at or below zero has no place on a logarithmic axis: the band runs out of the picture there.
        new(area.X(x) + beside, area.Y(_range.IsLogarithmic ? Math.Max(y, _range.YMinimum / 2) : y));

    private double Beside(int index) => chart.HasBars ? (index - ((chart.Series.Length - 1) / 2.0)) * BarDistance : 0;

    private void DrawInside(PlotArea area)
    {
        chart.Extras.Under?.Invoke(area);
        for (var i = 0; i < chart.Series.Length; i++)
        {
            if (chart.Series[i].Points.Any(p => p.HasOuterBand))
                DrawBand(area, i, outer: true);
            DrawBand(area, i, outer: false);
        }

        foreach (var limit in chart.Limits)
            area.Canvas.Line(area.Box.Left, area.Y(limit.Value), area.Box.Right, area.Y(limit.Value), Ink.Text, 1.6, LimitDashes);
        foreach (var position in chart.Positions)
            area.Canvas.Line(area.X(position.X), area.Box.Top, area.X(position.X), area.Box.Bottom, ColorOf(position), ThicknessOf(position), DashesOf(position));

        // Quiet curves first, so that the ones to decide on lie on top.
        foreach (var i in Enumerable.Range(0, chart.Series.Length).OrderByDescending(i => chart.Series[i].Role == SeriesRole.Secondary))
            DrawCurve(area, chart.Series[i], StyleOf(i), Beside(i));
        chart.Extras.Over?.Invoke(area);
    }

    private static OxyColor ColorOf(PositionLine position) => position.Style is { } style ? SeriesStyle.Of(style).Color : Ink.Text;

    private static double ThicknessOf(PositionLine position) => position.IsEmphasised ? 2 : 1.4;

    private static double[]? DashesOf(PositionLine position) => position.IsEmphasised ? null : PositionDashes;

    private void DrawBand(PlotArea area, int index, bool outer)
    {
        var (series, style) = (chart.Series[index], StyleOf(index));
        foreach (var stretch in Stretches(series.Points, p => outer ? p.HasOuterBand : p.HasBand))
            DrawStretch(area, stretch, ColorOf(series, style), BandFill(style, outer), outer, Beside(index));
    }

    private void DrawStretch(PlotArea area, ImmutableArray<BandPoint> stretch, OxyColor color, OxyColor fill, bool outer, double beside)
    {
        var upper = stretch.Select(p => Place(area, p.X, outer ? p.OuterHigh : p.High, beside)).ToList();
        var lower = stretch.Select(p => Place(area, p.X, outer ? p.OuterLow : p.Low, beside)).ToList();
        if (chart.HasBars || stretch.Length == 1)   // a band of one point has no width
        {
            foreach (var (top, bottom) in upper.Zip(lower))
                DrawBar(area.Canvas, top, bottom, color);
            return;
        }

        area.Canvas.DrawPolygon(
            [.. upper, .. lower.AsEnumerable().Reverse()], fill, OxyColors.Undefined, 0, EdgeRenderingMode.Automatic, null, LineJoin.Miter);
        var edge = OxyColor.FromAColor(110, color);
        area.Canvas.DrawLine(upper, edge, 1, EdgeRenderingMode.Automatic, null, LineJoin.Round);
        area.Canvas.DrawLine(lower, edge, 1, EdgeRenderingMode.Automatic, null, LineJoin.Round);
    }

    private static IEnumerable<ImmutableArray<BandPoint>> Stretches(ImmutableArray<BandPoint> points, Func<BandPoint, bool> belongs)
    {
        var start = 0;
        while (start < points.Length)
        {
            var end = start;
            while (end < points.Length && belongs(points[end]))
                end++;
            if (end > start)
                yield return points[start..end];
            start = end + 1;
        }
    }

    private void DrawCurve(PlotArea area, BandSeries series, SeriesStyle style, double beside)
    {
        var color = ColorOf(series, style);
        var places = series.Points.Select(p => Place(area, p.X, p.Value, beside)).ToList();
        if (series.Role != SeriesRole.Points)
            area.Canvas.DrawLine(places, color, ThicknessOf(series), EdgeRenderingMode.Automatic, DashesOf(series, style), LineJoin.Round);
        if (series.Role == SeriesRole.Reference && places.Count > 1)
            return;

        var stride = series.Role == SeriesRole.Points ? 1 : (places.Count + MostMarkers - 1) / MostMarkers;
        for (var i = 0; i < places.Count; i += stride)
            area.Canvas.Marker(places[i], style.Marker, color, series.Role == SeriesRole.Secondary);
    }

    private void DrawPositionLabels(IRenderContext canvas, OxyRect plot, Axis x, ImmutableArray<(double Left, int Lane)> lanes)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            var position = chart.Positions[i];
            var bottom = plot.Top - lanes[i].Lane * LaneHeight - 2;
            canvas.Line(x.Transform(position.X), plot.Top, x.Transform(position.X), bottom - LaneHeight + 4, ColorOf(position), ThicknessOf(position), DashesOf(position));
            canvas.Write(lanes[i].Left, bottom, PlainText.Clean(position.Label), Ink.TickSize, Ink.Text, vertical: VerticalAlignment.Bottom, bold: position.IsEmphasised);
        }
    }

    private ImmutableArray<(double Value, ImmutableArray<string> Lines)> GutterLabels(IRenderContext canvas) =>
        [.. chart.Limits.Concat(chart.Extras.MarginNotes).Select(l => (l.Value, TextLines.Wrap(canvas, PlainText.Clean(l.Label), Ink.TickSize, WidestGutter)))];

    private static void DrawLimitLabels(
        IRenderContext canvas, OxyRect plot, Axis y, ImmutableArray<(double Value, ImmutableArray<string> Lines)> limits)
    {
        var lineHeight = canvas.SizeOf("Ag", Ink.TickSize).Height;
        var wanted = limits.Select(l => (Middle: y.Transform(l.Value), Height: l.Lines.Length * lineHeight)).ToImmutableArray();
        var tops = LabelColumn.Place(wanted, plot.Top, plot.Bottom);
        for (var i = 0; i < limits.Length; i++)
        {
            canvas.Line(plot.Right, wanted[i].Middle, plot.Right + 6, tops[i] + wanted[i].Height / 2, Ink.Text, 1.2);
            for (var line = 0; line < limits[i].Lines.Length; line++)
                canvas.Write(plot.Right + 10, tops[i] + line * lineHeight, limits[i].Lines[line], Ink.TickSize, Ink.Text);
        }
    }
}
