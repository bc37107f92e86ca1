namespace Sim.Reporting.Charts;

/// <summary>One hypervisor in a <see cref="ReadyDensityChart"/>.</summary>
public sealed record ReadyCurve
{
    /// <summary>Name in the legend: "KVM", "ESXi 8".</summary>
    public required string Hypervisor { get; init; }

    /// <summary>Ready time as a share of elapsed time, percent per vCPU, 0 to 100; at least one point.</summary>
    public required ImmutableArray<DensityPoint> Ready { get; init; }

    /// <summary>Co-stop time, percent per vCPU, 0 to 100 (ESXi); may be empty.</summary>
    public ImmutableArray<DensityPoint> CoStop { get; init; } = [];
}
