using OxyPlot;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>A place to draw in a plot's own units.</summary>
internal sealed record PlotArea(IRenderContext Canvas, OxyRect Box, Func<double, double> X, Func<double, double> Y);
