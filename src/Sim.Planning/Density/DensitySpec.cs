using Sim.Models.Parameters;

namespace Sim.Planning.Density;

/// <summary>How finely to search for the number of VMs that a host carries.</summary>
public sealed record DensitySpec
{
    /// <summary>Points of the first pass, spread up to beyond the screened limit.</summary>
    [Parameter("Points of the first pass, spread up to beyond the screened limit.", Min = 3, Max = 30)]
    public int Points { get; init; } = 6;

    /// <summary>Passes that narrow the gap between the last good and the first bad number.</summary>
    [Parameter("Passes that narrow the gap between the last good and the first bad number of VMs.", Min = 0, Max = 8)]
    public int Refinements { get; init; } = 2;

    /// <summary>Most VMs tried.</summary>
    [Parameter("Most VMs tried on one host.", Min = 1, Max = 10_000)]
    public int MostVms { get; init; } = 2000;
}
