namespace Sim.Reporting.Charts;

/// <summary>A row of a timeline.</summary>
/// <param name="Name">Written to the left.</param>
/// <param name="Bars">In order, none over another; may be none.</param>
/// <param name="IsMain">Whether it is what the picture is about: bold and taller.</param>
public sealed record TimelineLane(string Name, ImmutableArray<TimelineBar> Bars, bool IsMain = false);
