using Sim.Models.Parameters;

namespace Sim.Planning.Sizing;

/// <summary>How many of the plan's VMs one host carries within its service level.</summary>
public sealed record DensityEstimate
{
    [Parameter("VMs one host carries within the service level; a part of a VM does not count.", Min = 1, Max = 100000)]
    public required double VmsPerHost { get; init; }

    [Parameter("Low end of the interval.", Min = 1, Max = 100000)]
    public double? Low { get; init; }

    [Parameter("High end of the interval.", Min = 1, Max = 100000)]
    public double? High { get; init; }

    [Parameter("Where the number comes from.")]
    public NumberBasis Basis { get; init; } = NumberBasis.Assumed;
}
