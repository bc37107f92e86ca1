using Sim.Models.Parameters;
using Sim.Planning.Prices;

namespace Sim.Planning.Power;

/// <summary>One kind of part in a component estimate.</summary>
public sealed record PowerComponent
{
    [Parameter("The part.")]
    public required string Meaning { get; init; }

    [Parameter("Power of one piece at its rating.", Dimension = Dimension.Power, Min = 0, Max = 10000, Unit = "W")]
    public required double Power { get; init; }

    [Parameter("Whether its power follows the load derate; false for a constant lump.")]
    public bool Derated { get; init; } = true;

    [Parameter("Who states the power.")]
    public required string Source { get; init; }

    [Parameter("How the power was learned.")]
    public required PriceConfidence Confidence { get; init; }
}
