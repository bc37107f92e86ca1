using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Planning.Cost;

namespace Sim.Planning.Capacity;

/// <summary>What one candidate host costs to buy and to run; its size is that of the simulated host.</summary>
public sealed record PurchaseSpec
{
    [Parameter("Bill of materials: quantity by price line (pieces, gibibytes, terabytes).", Min = 0, Max = 1000000)]
    public required ImmutableSortedDictionary<string, double> Bill { get; init; }

    [Parameter("Power of the host.")]
    public required PowerChoice Power { get; init; }

    [Parameter("CPU use over the day as shares of the busy hour, equally spaced.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%",
        Certainty = Certainty.Assumed, Source = "own choice: an office day in two-hour steps; a measured series replaces it")]
    public ImmutableArray<double> DayShape { get; init; } = [0.35, 0.3, 0.3, 0.4, 0.7, 0.95, 1, 0.95, 0.9, 0.7, 0.5, 0.4];
}
