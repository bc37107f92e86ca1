namespace Sim.Experiments.Running;

/// <summary>Names one replication of one point.</summary>
/// <param name="Point">The point's name.</param>
/// <param name="Replication">The replication, 0 or more.</param>
public readonly record struct RunKey(string Point, int Replication);
