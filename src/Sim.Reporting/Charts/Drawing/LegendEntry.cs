using OxyPlot;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>One entry of the legend: a name and a drawing of its sample, 36 by 14 pixels.</summary>
internal sealed record LegendEntry(string Name, Action<IRenderContext, OxyRect> Sample);
