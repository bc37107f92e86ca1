namespace Sim.Reporting.Charts;

/// <summary>A labelled vertical line: today, the SLO limit, the recommendation.</summary>
/// <param name="X">Position on the x axis, in its unit, finite.</param>
/// <param name="Label">Text above the plot, e.g. "KVM recommended 28".</param>
/// <param name="Style">Colour of the series it belongs to; black when absent.</param>
/// <param name="IsEmphasised">Solid and thick instead of dashed: the line to act on.</param>
public sealed record PositionLine(double X, string Label, int? Style = null, bool IsEmphasised = false);
