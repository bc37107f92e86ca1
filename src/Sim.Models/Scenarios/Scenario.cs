using System.Collections.Immutable;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>Everything that determines a run: same scenario, seed and version, same bytes out.</summary>
public sealed record Scenario
{
    /// <summary>Name for reports.</summary>
    [Parameter("Name for reports.")]
    public required string Name { get; init; }

    /// <summary>What the scenario shows.</summary>
    [Parameter("What the scenario shows.")]
    public string Description { get; init; } = "";

    /// <summary>The hardware.</summary>
    [Parameter("The hardware of the host.")]
    public required HostSpec Host { get; init; }

    /// <summary>The hypervisor.</summary>
    [Parameter("The hypervisor.")]
    public HypervisorSpec Hypervisor { get; init; } = new();

    /// <summary>The VMs.</summary>
    [Parameter("Groups of VMs.")]
    public required ImmutableArray<VmSpec> Vms { get; init; }

    /// <summary>How to measure.</summary>
    [Parameter("How long and how often to simulate.")]
    public MeasurementSpec Measurement { get; init; } = new();

    /// <summary>What must hold.</summary>
    [Parameter("What must hold; a run that breaks it exits with 1.")]
    public SloSpec? Slo { get; init; }
}
