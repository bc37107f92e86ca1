using Sim.Models.Parameters;

namespace Sim.Planning.Claims;

/// <summary>One claim.</summary>
public sealed record Claim
{
    [Parameter("Number of the claim.")]
    public required string Id { get; init; }

    [Parameter("What it is about.")]
    public required string Subject { get; init; }

    [Parameter("Unit of the figures.")]
    public required string Unit { get; init; }

    [Parameter("The figure for KVM.")]
    public required double Kvm { get; init; }

    [Parameter("The figure for VMware.")]
    public required double Vmware { get; init; }

    [Parameter("Scenario that tests it, relative to this file.")]
    public required string Scenario { get; init; }

    [Parameter("Metric of the scenario, or 'density' for the number of VMs within the scenario's SLO.")]
    public required string Metric { get; init; }

    [Parameter("Factor from the metric's unit to the claim's.", Min = 1e-15, Max = 1e15)]
    public double Scale { get; init; } = 1;

    [Parameter("What the claim leaves open; such a claim is neither confirmed nor refuted.")]
    public string Open { get; init; } = "";
}
