namespace Sim.Reporting.Charts;

/// <summary>A labelled horizontal line: an SLO, a threshold.</summary>
/// <param name="Value">Height on the y axis, in its unit, finite.</param>
/// <param name="Label">Text in the right margin, e.g. "SLO p99 20 ms".</param>
public sealed record LimitLine(double Value, string Label);
