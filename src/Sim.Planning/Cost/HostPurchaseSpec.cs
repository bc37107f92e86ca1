using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Planning.Sizing;

namespace Sim.Planning.Cost;

/// <summary>One host as it is bought.</summary>
public sealed record HostPurchaseSpec
{
    [Parameter("What the host offers.")]
    public required HostCapacity Capacity { get; init; }

    [Parameter("Bill of materials: quantity by price line (pieces, gibibytes, terabytes).", Min = 0, Max = 1000000)]
    public required ImmutableSortedDictionary<string, double> Bill { get; init; }

    [Parameter("Power of the host.")]
    public required PowerChoice Power { get; init; }
}
