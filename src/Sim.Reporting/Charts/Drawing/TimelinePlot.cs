using OxyPlot;
using OxyPlot.Axes;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Draws a <see cref="TimelineChart"/>: names to the left, hatched bars, names inside the bars that have room.</summary>
internal sealed class TimelinePlot(TimelineChart chart) : IPlot
{
    private const double WidestName = 230;
    private const double ColumnWidth = 1.5;
    private const double TallestRow = 46;
    private const double LeastRowForText = 15;
    private const double MainHeight = 1.4;

    public ImmutableArray<LegendEntry> Legend =>
    [
        .. chart.Lanes.SelectMany(lane => lane.Bars).Where(bar => bar.To > bar.From).Select(bar => bar.Tone)
            .Where(tone => tone is not (TimelineTone.None or TimelineTone.Stage)).Distinct().Order()
            .Select(tone => ToneStyle.Of(tone)).Select(style => new LegendEntry(style.Name, (canvas, box) => Swatch(canvas, box, style))),
    ];

    public void Draw(IRenderContext canvas, OxyRect area)
    {
        var names = Math.Min(WidestName, chart.Lanes.Max(lane => canvas.SizeOf(PlainText.Clean(lane.Name), Ink.TickSize, lane.IsMain).Width));
        var x = PlotFrame.Dress(new LinearAxis(), chart.Axis, AxisPosition.Bottom, 0, chart.End);
        x.MajorGridlineStyle = LineStyle.Solid;
        var y = PlotFrame.Dress(new LinearAxis(), new ChartAxis("Row", "number"), AxisPosition.Left, 0, 1);
        y.IsAxisVisible = false;
        y.MajorGridlineStyle = LineStyle.None;
        var model = PlotFrame.Model(x, y, DrawLanes);
        // The last tick's number is centred under the end of the axis.
        model.Padding = new OxyThickness(names + 14, 4, 30, 0);
        PlotFrame.Draw(model, canvas, area);
        foreach (var (lane, box) in Boxes(model.PlotArea))
            canvas.Write(box.Left - 8, (box.Top + box.Bottom) / 2, Shortened(canvas, lane), Ink.TickSize, Ink.Text, HorizontalAlignment.Right, VerticalAlignment.Middle, lane.IsMain);
    }

    private static void Swatch(IRenderContext canvas, OxyRect box, ToneStyle style)
    {
        HatchedArea.Draw(canvas, box, style.Fill, style.Hatch, style.HatchLine);
        canvas.Box(box, OxyColors.Undefined, Ink.Text);
    }

    private static string Shortened(IRenderContext canvas, TimelineLane lane)
    {
        var name = PlainText.Clean(lane.Name);
        if (canvas.SizeOf(name, Ink.TickSize, lane.IsMain).Width <= WidestName)
            return name;
        return TextLines.Wrap(canvas, name, Ink.TickSize, WidestName - 16, lane.IsMain)[0] + "…";
    }

    /// <summary>Where each row's bars go.</summary>
    private IEnumerable<(TimelineLane Lane, OxyRect Box)> Boxes(OxyRect plot)
    {
        var parts = chart.Lanes.Sum(lane => lane.IsMain ? MainHeight : 1);
        var slot = Math.Min(TallestRow, plot.Height / parts);
        var top = plot.Top;
        foreach (var lane in chart.Lanes)
        {
            var height = slot * (lane.IsMain ? MainHeight : 1);
            yield return (lane, new OxyRect(plot.Left, top + (0.14 * slot), plot.Width, height - (0.28 * slot)));
            top += height;
        }
    }

    private void DrawLanes(PlotArea area)
    {
        foreach (var (lane, box) in Boxes(area.Box))
        {
            area.Canvas.Line(box.Left, (box.Top + box.Bottom) / 2, box.Right, (box.Top + box.Bottom) / 2, Ink.Grid, 1);
            var columns = (int)(box.Width / ColumnWidth);
            foreach (var (first, last, bar) in BarColumns.Of(lane.Bars, chart.End, columns))
            {
                var left = Math.Max(box.Left, Edge(bar.From, first, lowest: true));
                var right = Math.Min(box.Right, Edge(bar.To, last + 1, lowest: false));
                DrawBar(area.Canvas, new OxyRect(left, box.Top, Math.Max(ColumnWidth, right - left), box.Height), bar);
            }

            // The bar's own edge where it lies in the column, the column's otherwise.
            double Edge(double time, int column, bool lowest)
            {
                var atColumn = box.Left + (column * box.Width / columns);
                var own = area.X(time);
                return Math.Abs(own - atColumn) <= 2 * ColumnWidth ? own : atColumn;
            }
        }
    }

    private static void DrawBar(IRenderContext canvas, OxyRect box, TimelineBar bar)
    {
        var style = ToneStyle.Of(bar.Tone);
        if (box.Width >= 4)
            HatchedArea.Draw(canvas, box, style.Fill, style.Hatch, style.HatchLine);
        else
            canvas.Box(box, style.Fill, OxyColors.Undefined);
        if (bar.Tone == TimelineTone.Stage || box.Width >= 6)
            canvas.Box(box, OxyColors.Undefined, Ink.Text, 0.8);
        var label = PlainText.Clean(bar.Label);
        if (label.Length == 0 || box.Height < LeastRowForText)
            return;
        var size = canvas.SizeOf(label, Ink.SourceSize);
        if (size.Width + 10 > box.Width)
            return;
        var middle = (box.Left + box.Right) / 2;
        var centre = (box.Top + box.Bottom) / 2;
        var plate = style.Hatch != Hatch.None;
        if (plate)
            canvas.Box(new OxyRect(middle - (size.Width / 2) - 3, Math.Max(box.Top, centre - (size.Height / 2)), size.Width + 6, Math.Min(box.Height, size.Height)), Ink.Paper, OxyColors.Undefined);
        canvas.Write(middle, centre, label, Ink.SourceSize, style.IsDark && !plate ? Ink.Paper : Ink.Text, HorizontalAlignment.Center, VerticalAlignment.Middle);
    }
}
