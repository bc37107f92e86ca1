using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Planning.Density;

namespace Sim.Planning.Sweeps;

/// <summary>An overcommit study: one host filled with more and more VMs of one class, for several classes and hypervisors.</summary>
public sealed record SweepSpec
{
    /// <summary>Name for reports.</summary>
    [Parameter("Name for reports.")]
    public required string Name { get; init; }

    /// <summary>What the study shows.</summary>
    [Parameter("What the study shows.")]
    public string Description { get; init; } = "";

    /// <summary>The hardware.</summary>
    [Parameter("The hardware of the host.")]
    public required HostSpec Host { get; init; }

    /// <summary>Knobs of the hypervisors.</summary>
    [Parameter("Knobs of the hypervisors; which of them are compared is said by hypervisors.")]
    public HypervisorSpec Hypervisor { get; init; } = new();

    /// <summary>The hypervisors compared.</summary>
    [Parameter("Hypervisors compared, each once.")]
    public ImmutableArray<HypervisorKind> Hypervisors { get; init; } = DensitySearch.Kinds;

    /// <summary>The classes of VMs, each alone on the host.</summary>
    [Parameter("Classes of VMs; each has the host to itself, and the ratio says how many VMs of it there are.")]
    public required ImmutableArray<VmSpec> Classes { get; init; }

    /// <summary>vCPUs for each hardware thread of the host.</summary>
    [Parameter("vCPUs for each hardware thread (ESXi: pCPU) of the host, rising; 2 is 2:1.", Min = 0.01, Max = 64)]
    public required ImmutableArray<double> Ratios { get; init; }

    /// <summary>How to measure.</summary>
    [Parameter("How long and how often to simulate each point.")]
    public MeasurementSpec Measurement { get; init; } = new();
}
