using Sim.Estate.Series;

namespace Sim.Estate.Demand;

/// <summary>What one running VM asks of its host in the busy hour.</summary>
public sealed record VmDemand
{
    /// <summary>The VM: <c>EstateVm.Key</c>.</summary>
    public required string VmKey { get; init; }

    /// <summary>The VM's display name.</summary>
    public required string VmName { get; init; }

    /// <summary>Its vCPUs.</summary>
    public required int Vcpus { get; init; }

    /// <summary>The archetype it was matched to.</summary>
    public required string Archetype { get; init; }

    /// <summary>What it serves.</summary>
    public required RequestTemplate Workload { get; init; }

    /// <summary>Mean over the busy hour, as a fraction of its vCPUs, 0 to 1.</summary>
    public required DemandEstimate CpuUtilisation { get; init; }

    /// <summary>Memory that it touches, MiB.</summary>
    public required DemandEstimate ActiveMemoryMiB { get; init; }

    /// <summary>Storage operations a second.</summary>
    public required DemandEstimate Iops { get; init; }

    /// <summary>Share of the operations that are reads, 0 to 1.</summary>
    public required double ReadShare { get; init; }

    /// <summary>Network traffic both ways, Mbit/s.</summary>
    public required DemandEstimate NetworkMbitPerSecond { get; init; }

    /// <summary>Its CPU series in numbers; null when there is none.</summary>
    public UtilisationProfile? CpuProfile { get; init; }

    /// <summary>What its CPU figure rests on.</summary>
    public DemandEvidence Evidence => CpuUtilisation.Evidence;
}
