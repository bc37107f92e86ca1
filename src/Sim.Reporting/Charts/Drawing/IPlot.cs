using OxyPlot;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>What stands between the heading and the source line of a chart.</summary>
internal interface IPlot
{
    ImmutableArray<LegendEntry> Legend { get; }

    void Draw(IRenderContext canvas, OxyRect area);
}
