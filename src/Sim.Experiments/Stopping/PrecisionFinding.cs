namespace Sim.Experiments.Stopping;

/// <summary>One metric held against its precision.</summary>
/// <param name="Point">The point of the plan.</param>
/// <param name="Metric">The metric, or the pattern that no metric fits.</param>
/// <param name="Achieved">The relative error that can be promised at this stage; nothing when there is no ground for a promise.</param>
/// <param name="IsReached">Whether that is within the target.</param>
/// <param name="Wanted">Replications expected to reach it; nothing when more of them may never do.</param>
/// <param name="Problem">Why there is no ground; nothing otherwise.</param>
public sealed record PrecisionFinding(string Point, string Metric, double? Achieved, bool IsReached, int? Wanted, string? Problem);
