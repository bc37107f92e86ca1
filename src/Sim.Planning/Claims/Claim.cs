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

    [Parameter("The figure for VMware; not given: the claim says nothing of it.")]
    public double? Vmware { get; init; }

    [Parameter("The other end, where the claim gives a range for KVM.")]
    public double? KvmTo { get; init; }

    [Parameter("Scenario that tests it, relative to this file.")]
    public required string Scenario { get; init; }

    [Parameter("Metric of the scenario, or 'density' for the number of VMs within the scenario's SLO.")]
    public required string Metric { get; init; }

    [Parameter("What the figure is relative to, as a change of the metric (scale 100 for %): another scenario, or 'esxi' for the same one under ESXi; not given: nothing.")]
    public string Against { get; init; } = "";

    [Parameter("Factor from the metric's unit to the claim's.", Min = 1e-15, Max = 1e15)]
    public double Scale { get; init; } = 1;

    [Parameter("What the claim leaves open; such a claim is neither confirmed nor refuted.")]
    public string Open { get; init; } = "";
}
