namespace Sim.Models.Attribution;

/// <summary>A stage of a request.</summary>
/// <param name="Name"><c>arrival</c>, <c>page faults</c>, <c>cpu</c>, <c>read</c>, <c>write</c> or <c>answer</c>.</param>
/// <param name="From">Begin, picoseconds since the request was issued.</param>
/// <param name="To">End, likewise.</param>
public readonly record struct StageInterval(string Name, long From, long To);
