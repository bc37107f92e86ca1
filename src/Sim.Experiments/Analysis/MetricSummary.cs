namespace Sim.Experiments.Analysis;

/// <summary>One metric over the replications of a point.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Estimate">Its mean over the replications that define it, or the percentile over all of them together.</param>
/// <param name="Interval">Its interval; nothing when <paramref name="NoInterval"/> says why.</param>
/// <param name="Replications">Replications that define it.</param>
/// <param name="Missing">Replications that do not, e.g. because nothing completed; above 0 the estimate speaks for the others only.</param>
/// <param name="NoInterval">Why there is no interval.</param>
public sealed record MetricSummary(string Name, double Estimate, Interval? Interval, int Replications, int Missing, string? NoInterval);
