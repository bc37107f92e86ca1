using System.Collections.Immutable;
using Sim.Estate.Inventory;
using Sim.Models.Parameters;

namespace Sim.Estate.Demand;

/// <summary>A kind of VM, and what such VMs ask for in their busy hour when nothing is known of the VM itself.</summary>
public sealed record Archetype
{
    /// <summary>Name, e.g. <c>database</c>.</summary>
    [Parameter("Name of the kind of VM.")]
    public required string Name { get; init; }

    /// <summary>What it serves.</summary>
    [Parameter("What it serves.")]
    public required RequestTemplate Workload { get; init; }

    /// <summary>Rules, any of which may fit; empty for the last archetype, which takes all other VMs.</summary>
    [Parameter("Rules, any of which may fit; none for the last archetype, which takes all other VMs.")]
    public ImmutableArray<MatchRule> Match { get; init; } = [];

    /// <summary>Mean CPU over the busy hour as a fraction of the vCPUs.</summary>
    [Parameter("Mean CPU over the busy hour as a share of the vCPUs.")]
    public required FractionBand CpuUtilisation { get; init; }

    /// <summary>Memory touched as a fraction of the configured memory.</summary>
    [Parameter("Memory touched as a share of the configured memory.")]
    public required FractionBand ActiveMemory { get; init; }

    /// <summary>Storage operations a second.</summary>
    [Parameter("Storage operations a second of one VM.")]
    public required IopsBand Iops { get; init; }

    /// <summary>Share of storage operations that are reads.</summary>
    [Parameter("Share of storage operations that are reads.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%")]
    public required double ReadShare { get; init; }

    /// <summary>Network traffic both ways.</summary>
    [Parameter("Network traffic of one VM, both ways.")]
    public required NetworkBand Network { get; init; }

    /// <summary>Whether a VM is of this kind.</summary>
    /// <param name="vm">The VM.</param>
    public bool Fits(EstateVm vm) => Match.IsEmpty || Match.Any(rule => rule.Fits(vm));
}
