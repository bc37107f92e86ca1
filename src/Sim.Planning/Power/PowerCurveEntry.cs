using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Planning.Prices;

namespace Sim.Planning.Power;

/// <summary>One server's curve in a power file.</summary>
public sealed record PowerCurveEntry
{
    [Parameter("The server.")]
    public required string Meaning { get; init; }

    [Parameter("Power at 0, 10, ... 100 % load, eleven values, never falling.", Dimension = Dimension.Power, Min = 0, Max = 100000, Unit = "W")]
    public required ImmutableArray<double> Power { get; init; }

    [Parameter("Who measured it, with the result's identifier.")]
    public required string Source { get; init; }

    [Parameter("How the curve was learned.")]
    public required PriceConfidence Confidence { get; init; }
}
