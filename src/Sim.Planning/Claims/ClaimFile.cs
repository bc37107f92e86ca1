using System.Collections.Immutable;
using Sim.Models.Parameters;

namespace Sim.Planning.Claims;

/// <summary>Somebody's figures about KVM and ESXi, each with the scenario and the metric that test it.</summary>
public sealed record ClaimFile
{
    [Parameter("Name of the collection.")]
    public required string Name { get; init; }

    [Parameter("Where the claims come from.")]
    public required string Source { get; init; }

    [Parameter("Widest ratio of high to low end of a prediction that still supports a verdict of 'holds'.", Min = 1.01, Max = 10,
        Certainty = Certainty.Assumed, Source = "own choice: claims of this kind differ by 5 to 25 %")]
    public double WidestUsefulRange { get; init; } = 1.5;

    [Parameter("The claims.")]
    public required ImmutableArray<Claim> Claims { get; init; }
}

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

    [Parameter("What the claim leaves open; a claim that leaves something open is never said to hold.")]
    public string Open { get; init; } = "";
}
