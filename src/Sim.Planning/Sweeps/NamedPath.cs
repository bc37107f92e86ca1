using Sim.Models.Parameters;
using Sim.Models.Scenarios;

namespace Sim.Planning.Sweeps;

/// <summary>One way to storage: a hypervisor with its knobs.</summary>
public sealed record NamedPath
{
    /// <summary>Name for reports.</summary>
    [Parameter("Name of the path for reports.")]
    public required string Name { get; init; }

    /// <summary>The hypervisor and its knobs.</summary>
    [Parameter("The hypervisor and its knobs on this path.")]
    public required HypervisorSpec Hypervisor { get; init; }
}
