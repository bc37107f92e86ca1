using System.Collections.Immutable;

namespace Sim.Experiments.Running;

/// <summary>The finished replications of one point, in the order of their numbers.</summary>
/// <param name="Name">The point.</param>
/// <param name="Planned">Replications that were asked for.</param>
/// <param name="Replications">Those that finished.</param>
public sealed record PointResult(string Name, int Planned, ImmutableArray<RunResult> Replications)
{
    /// <summary>Whether every planned replication finished.</summary>
    public bool IsComplete => Replications.Length == Planned;
}
