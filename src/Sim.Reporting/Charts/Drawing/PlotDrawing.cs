using OxyPlot;
using OxyPlot.Annotations;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Lets us draw inside an OxyPlot picture, below or above its series, clipped to the plot area.</summary>
internal sealed class PlotDrawing(Action<PlotArea> draw) : Annotation
{
    private const double MarkerRoom = 7;

    public override void Render(IRenderContext rc)
    {
        base.Render(rc);
        if (XAxis is not { } x || YAxis is not { } y)
            throw new InvalidOperationException("A drawing belongs to a plot with two axes.");

        draw(new PlotArea(rc, Area, x.Transform, y.Transform));
    }

    /// <summary>OxyPlot clips to this; a marker on the edge of the plot is shown whole.</summary>
    public override OxyRect GetClippingRect() => Area.Inflate(MarkerRoom, MarkerRoom);

    private OxyRect Area => PlotModel?.PlotArea ?? throw new InvalidOperationException("A drawing belongs to a plot.");
}
