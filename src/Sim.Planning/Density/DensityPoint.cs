using System.Collections.Immutable;
using Sim.Experiments.Analysis;
using Sim.Models.Hypervisor;

namespace Sim.Planning.Density;

/// <summary>A host with a number of VMs, simulated or refused for lack of memory, of what they reserve or of room on its drives.</summary>
/// <param name="Vms">How many VMs.</param>
/// <param name="Memory">Where memory came to rest.</param>
/// <param name="Metrics">Metrics over replications; empty when the host cannot take the VMs in.</param>
/// <param name="Verdicts">The SLO, promise by promise; empty when the host cannot take the VMs in.</param>
public sealed record DensityPoint(
    int Vms, MemorySettlement Memory, ImmutableSortedDictionary<string, MetricSummary> Metrics, ImmutableArray<SloVerdict> Verdicts)
{
    /// <summary>Why the host does not take the VMs in; where it lacks several things, the first of them in the order of <see cref="DensityRefusal"/>.</summary>
    public DensityRefusal Refusal { get; init; } = Memory.IsFeasible ? DensityRefusal.None : DensityRefusal.Memory;

    /// <summary>The kinds of requests whose warm-up was not over when measuring began; where the host cannot keep up, queues never settle.</summary>
    public ImmutableArray<WarmUpCheck> Unsettled { get; init; } = [];

    /// <summary>Whether the host can take the VMs in at all.</summary>
    public bool IsFeasible => Refusal == DensityRefusal.None;

    /// <summary>Whether every promise that somebody asked for holds on the estimate; where requests were issued and none finished it does not.</summary>
    public bool Holds => IsFeasible && Verdicts.All(verdict => verdict.Holds || verdict.IsIdle);

    /// <summary>Whether every promise holds beyond chance; not where one could not be tested.</summary>
    public bool HoldsSurely => IsFeasible && Verdicts.All(verdict => verdict.HoldsSurely);

    /// <summary>Whether chance leaves room for every promise to hold.</summary>
    public bool MayHold => IsFeasible && Verdicts.All(verdict => verdict.MayHold);
}
