using Sim.Models.Parameters;

namespace Sim.Planning.Prices;

/// <summary>A figure that is not a price but dates and varies like one: PUE, VMs per administrator, an exchange rate.</summary>
public sealed record PlanningFactor
{
    [Parameter("What the figure is.")]
    public required string Meaning { get; init; }

    [Parameter("The value used, in the unit named beside it.", Min = 0)]
    public required double Value { get; init; }

    [Parameter("Lowest plausible value.", Min = 0)]
    public double? Low { get; init; }

    [Parameter("Highest plausible value.", Min = 0)]
    public double? High { get; init; }

    [Parameter("Unit of the value in words, e.g. 'USD for 1 EUR' or 'VMs per administrator'.")]
    public required string Unit { get; init; }

    [Parameter("Where the figure applies.")]
    public required string Region { get; init; }

    [Parameter("The day the figure was true.")]
    public required DateOnly AsOf { get; init; }

    [Parameter("Who says so.")]
    public required string Source { get; init; }

    [Parameter("How the figure was learned.")]
    public required PriceConfidence Confidence { get; init; }
}
