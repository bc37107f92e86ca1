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
