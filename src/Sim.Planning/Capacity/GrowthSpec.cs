using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Planning.Sizing;

namespace Sim.Planning.Capacity;

/// <summary>How the estate grows.</summary>
public sealed record GrowthSpec
{
    [Parameter("Growth a year.", Dimension = Dimension.Fraction, Min = -90, Max = 1000, Unit = "%")]
    public required double PerYear { get; init; }

    [Parameter("Low end of an 80 % interval of the growth.", Dimension = Dimension.Fraction, Min = -90, Max = 1000, Unit = "%")]
    public double? Low { get; init; }

    [Parameter("High end of an 80 % interval of the growth.", Dimension = Dimension.Fraction, Min = -90, Max = 1000, Unit = "%")]
    public double? High { get; init; }

    [Parameter("Projects with a date.")]
    public ImmutableArray<PlannedChange> Changes { get; init; } = [];
}
