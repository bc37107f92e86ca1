using System.Collections.Immutable;
using Sim.Experiments.Analysis;
using Sim.Models.Hypervisor;

namespace Sim.Planning.Density;

/// <summary>A host with a number of VMs, simulated or refused for lack of memory.</summary>
/// <param name="Vms">How many VMs.</param>
/// <param name="Memory">Where memory came to rest.</param>
/// <param name="Metrics">Metrics over replications; empty when memory cannot hold the VMs.</param>
/// <param name="Verdicts">The SLO, promise by promise; empty when memory cannot hold the VMs.</param>
public sealed record DensityPoint(
    int Vms, MemorySettlement Memory, ImmutableSortedDictionary<string, MetricSummary> Metrics, ImmutableArray<SloVerdict> Verdicts)
{
    /// <summary>Whether every promise that somebody asked for holds on the estimate; where requests were issued and none finished it does not.</summary>
    public bool Holds => Memory.IsFeasible && Verdicts.All(verdict => verdict.Holds || verdict.IsIdle);

    /// <summary>Whether every promise holds beyond chance; not where one could not be tested.</summary>
    public bool HoldsSurely => Memory.IsFeasible && Verdicts.All(verdict => verdict.HoldsSurely);

    /// <summary>Whether chance leaves room for every promise to hold.</summary>
    public bool MayHold => Memory.IsFeasible && Verdicts.All(verdict => verdict.MayHold);
}
