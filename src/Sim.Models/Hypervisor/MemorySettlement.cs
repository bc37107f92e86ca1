using System.Collections.Immutable;

namespace Sim.Models.Hypervisor;

/// <summary>Where a host's memory ends up once reclaim has come to rest.</summary>
public sealed record MemorySettlement
{
    /// <summary>Bytes all VMs touched, with overhead and the hypervisor's own.</summary>
    public required long Demand { get; init; }

    /// <summary>Bytes missing before anything was reclaimed; 0 when all fits.</summary>
    public required long Shortage { get; init; }

    /// <summary>Bytes saved by page sharing.</summary>
    public required long Shared { get; init; }

    /// <summary>Bytes taken by balloons.</summary>
    public required long Ballooned { get; init; }

    /// <summary>Bytes swapped by the host.</summary>
    public required long Swapped { get; init; }

    /// <summary>Bytes that found no room anywhere; above 0 the VMs cannot all run.</summary>
    public required long Missing { get; init; }

    /// <summary>Share of each VM's active memory that is not in memory, by VM.</summary>
    public required ImmutableArray<double> ActiveLost { get; init; }

    /// <summary>Whether every VM can run.</summary>
    public bool IsFeasible => Missing == 0;
}
