using Sim.Models.Parameters;
using Sim.Scenarios.Units;

namespace Sim.Planning.Prices;

/// <summary>One price with everything needed to judge it.</summary>
public sealed record PriceLine
{
    [Parameter("What is bought.")]
    public required string Meaning { get; init; }

    [Parameter("The price used.", Min = 0)]
    public required Money Price { get; init; }

    [Parameter("Lowest plausible price, in the same currency.", Min = 0)]
    public Money? Low { get; init; }

    [Parameter("Highest plausible price, in the same currency.", Min = 0)]
    public Money? High { get; init; }

    [Parameter("What one price buys.")]
    public required PriceUnit Per { get; init; }

    [Parameter("Where the price applies, e.g. US or worldwide.")]
    public required string Region { get; init; }

    [Parameter("The day the price was true.")]
    public required DateOnly AsOf { get; init; }

    [Parameter("Who says so.")]
    public required string Source { get; init; }

    [Parameter("How the price was learned.")]
    public required PriceConfidence Confidence { get; init; }
}
