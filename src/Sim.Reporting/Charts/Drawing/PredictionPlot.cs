using OxyPlot;
using OxyPlot.Axes;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Draws a <see cref="PredictionChart"/>: names on the left, a panel a metric, in each row a grey bar (measured) and a marker with whiskers (predicted).</summary>
internal sealed class PredictionPlot(PredictionChart chart) : IPlot
{
    private const double NameGap = 10;
    private const double PanelGap = 28;
    private const double ErrorWidth = 62;
    private static readonly OxyColor MeasuredFill = OxyColor.FromRgb(0xB8, 0xB8, 0xB8);
    private static readonly OxyColor Stripe = OxyColor.FromRgb(0xF4, 0xF4, 0xF4);
    private static readonly SeriesStyle Plain = SeriesStyle.Of(0);
    private static readonly SeriesStyle Second = SeriesStyle.Of(1);

    private bool HasCorrected => chart.Panels.Any(panel => panel.Values.Any(value => double.IsFinite(value.Corrected)));

    private bool HasFitted => chart.Panels[0].Values.Any(value => value.IsFitted);

    public ImmutableArray<LegendEntry> Legend =>
    [
        new(chart.RangeMeaning, (canvas, box) =>
        {
            canvas.Box(box, MeasuredFill, OxyColors.Undefined);
            Mean(canvas, (box.Left + box.Right) / 2, box.Top, box.Bottom);
        }),
        new(chart.IntervalMeaning, (canvas, box) => Predicted(canvas, box.Left + 4, box.Right - 4, new ScreenPoint((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2), hollow: false)),
        .. HasCorrected ? [new LegendEntry(chart.CorrectedMeaning, (canvas, box) => Corrected(canvas, new ScreenPoint((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2)))] : ImmutableArray<LegendEntry>.Empty,
        .. HasFitted ? [new LegendEntry("fitted to this case, judges nothing", (canvas, box) => canvas.Marker(new ScreenPoint((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2), Plain.Marker, Plain.Color, hollow: true))] : ImmutableArray<LegendEntry>.Empty,
    ];

    public void Draw(IRenderContext canvas, OxyRect area)
    {
        var names = chart.Panels[0].Values.Select(value => PlainText.Clean(value.Name)).ToImmutableArray();
        var nameWidth = names.Max(name => canvas.SizeOf(name, Ink.TickSize).Width) + NameGap;
        var width = (area.Width - nameWidth - (PanelGap * (chart.Panels.Length - 1))) / chart.Panels.Length;
        for (var i = 0; i < chart.Panels.Length; i++)
        {
            var left = area.Left + nameWidth + (i * (width + PanelGap));
            var plot = DrawPanel(canvas, chart.Panels[i], new OxyRect(left, area.Top, width, area.Height));
            if (i > 0)
                continue;
            for (var row = 0; row < names.Length; row++)
                canvas.Write(plot.Left - NameGap, Middle(plot, row, names.Length), names[row], Ink.TickSize, Ink.Text, HorizontalAlignment.Right, VerticalAlignment.Middle);
        }
    }

    private static double Middle(OxyRect plot, int row, int rows) => plot.Top + ((row + 0.5) * plot.Height / rows);

    private static void Mean(IRenderContext canvas, double x, double top, double bottom) => canvas.Line(x, top, x, bottom, Ink.Text, 2.4);

    private static void Predicted(IRenderContext canvas, double low, double high, ScreenPoint at, bool hollow)
    {
        canvas.Line(low, at.Y, high, at.Y, Plain.Color, 1.8);
        canvas.Line(low, at.Y - 4, low, at.Y + 4, Plain.Color, 1.8);
        canvas.Line(high, at.Y - 4, high, at.Y + 4, Plain.Color, 1.8);
        canvas.Marker(at, Plain.Marker, Plain.Color, hollow);
    }

    private static void Corrected(IRenderContext canvas, ScreenPoint at) => canvas.Marker(at, MarkerType.Diamond, Second.Color, hollow: true, size: 5.5);

    private static OxyRect DrawPanel(IRenderContext canvas, PredictionPanel panel, OxyRect area)
    {
        var all = panel.Values.SelectMany(value => (double[])[value.Measured, value.MeasuredLow, value.MeasuredHigh, value.Predicted, value.Low, value.High, value.Corrected])
            .Where(double.IsFinite).ToArray();
        var isLogarithmic = panel.Scale == AxisScale.Logarithmic;
        var positive = all.Where(value => value > 0).DefaultIfEmpty(1).Min();
        var (low, high) = isLogarithmic ? (positive / 1.3, all.Max() * 1.3) : (Math.Min(0, all.Min()), Math.Max(all.Max(), 1e-9) * 1.05);
        var x = PlotFrame.Dress(isLogarithmic ? new DecadeAxis() : new LinearAxis(), panel.Axis, AxisPosition.Bottom, low, high);
        x.MajorGridlineStyle = LineStyle.Solid;
        var y = PlotFrame.Dress(new LinearAxis(), new ChartAxis("case", "row"), AxisPosition.Left, 0, panel.Values.Length);
        y.IsAxisVisible = false;
        var model = PlotFrame.Model(x, y, inside => DrawRows(inside, panel, low, isLogarithmic));
        model.Padding = new OxyThickness(0, 24, ErrorWidth, 0);
        PlotFrame.Draw(model, canvas, area);
        var plot = model.PlotArea;
        canvas.Write(plot.Right + ErrorWidth, plot.Top - 4, "error", Ink.TickSize, Ink.Quiet, HorizontalAlignment.Right, VerticalAlignment.Bottom);
        for (var row = 0; row < panel.Values.Length; row++)
        {
            var value = panel.Values[row];
            var text = (value.ErrorPercent > 0 ? "+" : "") + NumberText.Fixed(value.ErrorPercent, 0) + " %";
            canvas.Write(plot.Right + ErrorWidth, Middle(plot, row, panel.Values.Length), text, Ink.TickSize, value.IsFitted ? Ink.Quiet : Ink.Text, HorizontalAlignment.Right, VerticalAlignment.Middle);
        }

        return plot;
    }

    private static void DrawRows(PlotArea area, PredictionPanel panel, double lowest, bool isLogarithmic)
    {
        var rows = panel.Values.Length;
        var half = Math.Min(8, 0.32 * area.Box.Height / rows);
        double X(double value) => area.X(isLogarithmic ? Math.Max(value, lowest) : value);
        for (var row = 0; row < rows; row++)
        {
            var value = panel.Values[row];
            var y = Middle(area.Box, row, rows);
            if (row % 2 == 1)
                area.Canvas.Box(new OxyRect(area.Box.Left, y - (area.Box.Height / rows / 2), area.Box.Width, area.Box.Height / rows), Stripe, OxyColors.Undefined);
            var (from, to) = (double.IsFinite(value.MeasuredLow) ? X(value.MeasuredLow) : X(value.Measured), double.IsFinite(value.MeasuredHigh) ? X(value.MeasuredHigh) : X(value.Measured));
            area.Canvas.Box(new OxyRect(from - 1, y - half, Math.Max(2, to - from + 2), 2 * half), MeasuredFill, OxyColors.Undefined);
            Mean(area.Canvas, X(value.Measured), y - half, y + half);
            if (double.IsFinite(value.Corrected))
                Corrected(area.Canvas, new ScreenPoint(X(value.Corrected), y));
            var hasInterval = double.IsFinite(value.Low) && double.IsFinite(value.High);
            Predicted(area.Canvas, hasInterval ? X(value.Low) : X(value.Predicted), hasInterval ? X(value.High) : X(value.Predicted), new ScreenPoint(X(value.Predicted), y), value.IsFitted);
        }
    }
}
