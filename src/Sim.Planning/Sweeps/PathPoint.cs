using System.Collections.Immutable;
using Sim.Experiments.Analysis;

namespace Sim.Planning.Sweeps;

/// <summary>One path with a number of VMs.</summary>
/// <param name="Path">The path.</param>
/// <param name="Vms">VMs on the host.</param>
/// <param name="Metrics">What was simulated.</param>
public sealed record PathPoint(NamedPath Path, int Vms, ImmutableSortedDictionary<string, MetricSummary> Metrics);
