using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;

namespace Sim.Planning.Sweeps;

/// <summary>A study of ways to storage: one host, and more and more like VMs that reach its drives on each path.</summary>
public sealed record PathStudySpec
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

    /// <summary>The paths compared.</summary>
    [Parameter("Paths to storage that are compared, up to 7: a name and a hypervisor each.")]
    public required ImmutableArray<NamedPath> Paths { get; init; }

    /// <summary>VMs on the host.</summary>
    [Parameter("Numbers of VMs on the host, rising.", Min = 1, Max = 10_000)]
    public required ImmutableArray<int> Counts { get; init; }

    /// <summary>The VM.</summary>
    [Parameter("The VM that there are more and more of.")]
    public required VmSpec Vm { get; init; }

    /// <summary>How to measure.</summary>
    [Parameter("How long and how often to simulate each point.")]
    public MeasurementSpec Measurement { get; init; } = new();
}
