using OxyPlot;
using OxyPlot.Axes;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Draws a <see cref="TcoStackedChart"/>: bars with hatched segments, a label beside each segment, the total with whisker on top.</summary>
internal sealed class StackedBarPlot : IPlot
{
    private const double NameHeight = 44;
    private const double WidestBar = 150;
    private const double NarrowestSlotForLabels = 230;

    private readonly TcoStackedChart _chart;
    private readonly ImmutableArray<string> _lineNames;
    private readonly double _scale;
    private readonly string _unit;

    public StackedBarPlot(TcoStackedChart chart)
    {
        _chart = chart;
        _lineNames = [.. chart.Alternatives.SelectMany(a => a.Lines).Select(l => l.Name).Distinct(StringComparer.Ordinal)];
        var most = chart.Alternatives.Max(a => Math.Max(Above(a), double.IsFinite(a.High) ? a.High : 0));
        (_scale, _unit) = most switch
        {
            >= 1e6 => (1e6, "million " + chart.Currency),
            >= 1e4 => (1e3, "thousand " + chart.Currency),
            _ => (1, chart.Currency),
        };
    }

    public ImmutableArray<LegendEntry> Legend =>
    [
        .. _lineNames.Select((name, i) => new LegendEntry(name, (canvas, box) => Swatch(canvas, box, CostStyle.Of(i)))),
        .. _chart.Alternatives.Any(HasInterval) ? new[] { new LegendEntry(_chart.WhiskerMeaning, WhiskerSample) } : [],
    ];

    public void Draw(IRenderContext canvas, OxyRect area)
    {
        var high = _chart.Alternatives.Max(a => Math.Max(Above(a), double.IsFinite(a.High) ? a.High : 0)) / _scale;
        var low = _chart.Alternatives.Min(a => Math.Min(Below(a), double.IsFinite(a.Low) ? Math.Min(0, a.Low) : 0)) / _scale;
        var room = Math.Max(high - low, 1e-9);
        var x = PlotFrame.Dress(new LinearAxis(), new ChartAxis("Alternative", "hypervisor"), AxisPosition.Bottom, 0, _chart.Alternatives.Length);
        x.IsAxisVisible = false;
        var meaning = _chart.NpvRatePercent is null ? "Cost" : "Cost, net present value";
        var y = PlotFrame.Dress(new LinearAxis(), new ChartAxis(meaning, _unit), AxisPosition.Left, low < 0 ? low - 0.05 * room : 0, high + 0.14 * room);
        var model = PlotFrame.Model(x, y, DrawBars);
        model.Padding = new OxyThickness(0, 8, 8, NameHeight);
        PlotFrame.Draw(model, canvas, area);
        DrawNames(canvas, model.PlotArea);
    }

    private static double Above(TcoAlternative alternative) => alternative.Lines.Sum(l => Math.Max(0, l.Amount));

    private static double Below(TcoAlternative alternative) => alternative.Lines.Sum(l => Math.Min(0, l.Amount));

    private static bool HasInterval(TcoAlternative alternative) => double.IsFinite(alternative.Low) && double.IsFinite(alternative.High);

    private static void Swatch(IRenderContext canvas, OxyRect box, CostStyle style)
    {
        HatchedArea.Draw(canvas, box, style.Fill, style.Hatch, style.HatchLine);
        canvas.Box(box, OxyColors.Undefined, Ink.Text);
    }

    private static void WhiskerSample(IRenderContext canvas, OxyRect box) =>
        Whisker(canvas, (box.Left + box.Right) / 2, box.Top - 1, box.Bottom + 1);

    private static void Whisker(IRenderContext canvas, double x, double top, double bottom)
    {
        foreach (var (color, thickness) in new[] { (Ink.Paper, 5.0), (Ink.Text, 2.0) })   // a white edge keeps it visible on dark bars
        {
            canvas.Line(x, top, x, bottom, color, thickness);
            canvas.Line(x - 8, top, x + 8, top, color, thickness);
            canvas.Line(x - 8, bottom, x + 8, bottom, color, thickness);
        }
    }

    private void DrawBars(PlotArea area)
    {
        var slot = area.X(1) - area.X(0);
        var hasLabels = slot >= NarrowestSlotForLabels;
        var width = Math.Min(WidestBar, slot * (hasLabels ? 0.4 : 0.7));
        for (var i = 0; i < _chart.Alternatives.Length; i++)
        {
            var alternative = _chart.Alternatives[i];
            var left = area.X(i) + (hasLabels ? 0.08 * slot : (slot - width) / 2);
            var segments = Segments(area, alternative, left, width);
            foreach (var (line, box) in segments)
                Swatch(area.Canvas, box, CostStyle.Of(_lineNames.IndexOf(line.Name)));
            DrawTotal(area, alternative, left + width / 2);
            if (hasLabels)
                DrawLabels(area, alternative, segments, left + width, area.X(i + 1) - 4);
        }

        area.Canvas.Line(area.Box.Left, area.Y(0), area.Box.Right, area.Y(0), Ink.Axis, 1);
    }

    private ImmutableArray<(CostLine Line, OxyRect Box)> Segments(PlotArea area, TcoAlternative alternative, double left, double width)
    {
        var segments = ImmutableArray.CreateBuilder<(CostLine, OxyRect)>();
        var (up, down) = (0.0, 0.0);
        foreach (var line in alternative.Lines.Where(l => l.Amount != 0))
        {
            ref var level = ref line.Amount > 0 ? ref up : ref down;
            var (from, to) = (area.Y(level / _scale), area.Y((level + line.Amount) / _scale));
            segments.Add((line, new OxyRect(left, Math.Min(from, to), width, Math.Abs(from - to))));
            level += line.Amount;
        }

        return segments.ToImmutable();
    }

    private void DrawTotal(PlotArea area, TcoAlternative alternative, double middle)
    {
        var top = area.Y(Above(alternative) / _scale);
        if (HasInterval(alternative))
        {
            var (high, low) = (area.Y(alternative.High / _scale), area.Y(alternative.Low / _scale));
            Whisker(area.Canvas, middle, high, low);
            top = Math.Min(top, high);
        }

        var text = NumberText.IntervalFixed(alternative.Total / _scale, alternative.Low / _scale, alternative.High / _scale, _scale > 1 ? 2 : 0);
        var suffix = _scale switch { 1e6 => " M", 1e3 => " k", _ => string.Empty };
        var left = Math.Max(area.Box.Left + 4, middle - area.Canvas.SizeOf(text + suffix, Ink.LabelSize, bold: true).Width / 2);
        area.Canvas.Write(left, top - 6, text + suffix, Ink.LabelSize, Ink.Text, vertical: VerticalAlignment.Bottom, bold: true);
    }

    private void DrawLabels(
        PlotArea area, TcoAlternative alternative, ImmutableArray<(CostLine Line, OxyRect Box)> segments, double left, double right)
    {
        var height = area.Canvas.SizeOf("Ag", Ink.TickSize).Height;
        var tops = LabelColumn.Place([.. segments.Select(s => ((s.Box.Top + s.Box.Bottom) / 2, height))], area.Box.Top, area.Box.Bottom);
        for (var i = 0; i < segments.Length; i++)
        {
            var (line, box) = segments[i];
            var share = alternative.Total > 0 ? $" ({NumberText.Fixed(100 * line.Amount / alternative.Total, 0)} %)" : string.Empty;
            var amount = NumberText.Fixed(line.Amount / _scale, _scale switch { 1e6 => 3, 1e3 => 1, _ => 0 }) + share;
            var name = Shortened(area.Canvas, PlainText.Clean(line.Name), right - left - 22 - area.Canvas.SizeOf("  " + amount, Ink.TickSize).Width);
            var middle = tops[i] + height / 2;
            area.Canvas.Line(left, (box.Top + box.Bottom) / 2, left + 16, middle, Ink.Quiet, 1);
            area.Canvas.Write(left + 20, middle, $"{name}  {amount}", Ink.TickSize, Ink.Text, vertical: VerticalAlignment.Middle);
        }
    }

    private static string Shortened(IRenderContext canvas, string text, double width)
    {
        if (canvas.SizeOf(text, Ink.TickSize).Width <= width)
            return text;
        var lines = TextLines.Wrap(canvas, text, Ink.TickSize, Math.Max(20, width - canvas.SizeOf("…", Ink.TickSize).Width));
        return lines[0] + "…";
    }

    private void DrawNames(IRenderContext canvas, OxyRect plot)
    {
        var slot = plot.Width / _chart.Alternatives.Length;
        var hasLabels = slot >= NarrowestSlotForLabels;
        var width = Math.Min(WidestBar, slot * (hasLabels ? 0.4 : 0.7));
        var lineHeight = canvas.SizeOf("Ag", Ink.LabelSize).Height;
        for (var i = 0; i < _chart.Alternatives.Length; i++)
        {
            var middle = plot.Left + i * slot + (hasLabels ? 0.08 * slot + width / 2 : slot / 2);
            var lines = TextLines.Wrap(canvas, PlainText.Clean(_chart.Alternatives[i].Name), Ink.LabelSize, slot - 8, bold: true);
            var widest = lines.Length == 0 ? 0 : lines.Max(l => canvas.SizeOf(l, Ink.LabelSize, bold: true).Width);
            var left = Math.Max(plot.Left + i * slot + 2, middle - widest / 2);
            for (var line = 0; line < Math.Min(2, lines.Length); line++)
                canvas.Write(left, plot.Bottom + 6 + line * lineHeight, lines[line], Ink.LabelSize, Ink.Text, bold: true);
        }
    }
}
