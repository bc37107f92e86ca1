namespace Sim.Reporting.Charts;

/// <summary>A bar of a timeline.</summary>
/// <param name="From">Begin, milliseconds.</param>
/// <param name="To">End, milliseconds, not before the begin.</param>
/// <param name="Tone">What it stands for.</param>
/// <param name="Label">Written inside where there is room; empty for none.</param>
public readonly record struct TimelineBar(double From, double To, TimelineTone Tone, string Label = "");
