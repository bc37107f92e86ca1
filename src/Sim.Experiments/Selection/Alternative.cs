using System.Collections.Immutable;

namespace Sim.Experiments.Selection;

/// <summary>One of the alternatives among which the best is sought.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">The metric, one value a replication; value i of every alternative comes from the same chance.</param>
public sealed record Alternative(string Name, ImmutableArray<double> Values);
