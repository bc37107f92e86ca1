namespace Sim.Reporting.Charts;

/// <summary>One hypervisor in a <see cref="LatencyDensityChart"/>.</summary>
public sealed record LatencyCurve
{
    /// <summary>Name in legend and labels: "KVM", "ESXi 8". Names with kvm or esx in them keep one look in all charts.</summary>
    public required string Hypervisor { get; init; }

    /// <summary>99th percentile of latency, milliseconds, with interval; at least one point.</summary>
    public required ImmutableArray<DensityPoint> P99 { get; init; }

    /// <summary>Median latency, milliseconds; may be empty.</summary>
    public ImmutableArray<DensityPoint> P50 { get; init; } = [];

    /// <summary>Most VMs per host that still meet the SLO.</summary>
    public double? SloLimit { get; init; }

    /// <summary>VMs per host recommended, with margin below the SLO limit.</summary>
    public double? Recommended { get; init; }
}
