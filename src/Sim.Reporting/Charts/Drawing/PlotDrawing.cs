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

        var box = GetClippingRect();
        rc.PushClip(box.Inflate(MarkerRoom, MarkerRoom));   // a marker on the edge is shown whole
        draw(new PlotArea(rc, box, x.Transform, y.Transform));
        rc.PopClip();
    }

    public override OxyRect GetClippingRect() => PlotModel?.PlotArea ?? throw new InvalidOperationException("A drawing belongs to a plot.");
}
