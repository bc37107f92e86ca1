using OxyPlot;
using OxyPlot.Axes;
using SkiaSharp;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>The two axes of a chart: OxyPlot does ticks and transforms, the drawing inside is a callback.</summary>
internal static class PlotFrame
{
    public static Axis Dress(Axis axis, ChartAxis meaning, AxisPosition position, double minimum, double maximum)
    {
        axis.Position = position;
        axis.Title = PlainText.Clean(meaning.Label);
        axis.Minimum = minimum;
        axis.Maximum = maximum;
        axis.MinimumPadding = 0;
        axis.MaximumPadding = 0;
        axis.FontSize = Ink.TickSize;
        axis.TitleFontSize = Ink.LabelSize;
        axis.TextColor = Ink.Text;
        axis.TitleColor = Ink.Text;
        axis.TicklineColor = Ink.Axis;
        axis.MinorTicklineColor = Ink.Axis;
        axis.MajorGridlineColor = Ink.Grid;
        axis.MajorGridlineStyle = position == AxisPosition.Left ? LineStyle.Solid : LineStyle.None;
        axis.MajorGridlineThickness = 1;
        axis.TickStyle = TickStyle.Outside;
        axis.AxisTitleDistance = 8;
        axis.LabelFormatter = axis.IsLogarithmic() ? NumberText.Tick : value => NumberText.Tick(value, axis.ActualMajorStep);
        return axis;
    }

    public static PlotModel Model(Axis x, Axis y, Action<PlotArea> draw)
    {
        var model = new PlotModel
        {
            DefaultFont = EmbeddedFont.Family,
            DefaultFontSize = Ink.TickSize,
            TextColor = Ink.Text,
            PlotAreaBorderColor = Ink.Axis,
            PlotAreaBorderThickness = new OxyThickness(1, 0, 0, 1),
            Culture = System.Globalization.CultureInfo.InvariantCulture,
        };
        model.Axes.Add(x);
        model.Axes.Add(y);
        model.Annotations.Add(new PlotDrawing(draw) { Layer = OxyPlot.Annotations.AnnotationLayer.BelowSeries });
        return model;
    }

    /// <summary>Lays the plot out without drawing it, so that the axes know where things will be.</summary>
    public static void Measure(PlotModel model, OxyRect area)
    {
        using var blank = new SKNoDrawCanvas(ChartPicture.Width, ChartPicture.Height);
        using var measurer = new SkiaCanvas(blank);
        Draw(model, measurer, area);
    }

    public static void Draw(PlotModel model, IRenderContext canvas, OxyRect area)
    {
        IPlotModel plot = model;
        plot.Update(updateData: true);
        plot.Render(canvas, area);
        if (model.GetLastPlotException() is { } failure)   // OxyPlot would paint the message into the picture
            throw new InvalidOperationException("The plot could not be drawn.", failure);
    }
}
