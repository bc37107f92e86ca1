using System.Collections.Immutable;
using Sim.Models.Parameters;

namespace Sim.Planning.Cost;

/// <summary>Where a host's power curve comes from: a named curve (which a measured idle and maximum rescale), a parts list, or idle and maximum alone.</summary>
public sealed record PowerChoice
{
    [Parameter("Name of a curve of the power file.")]
    public string? Curve { get; init; }

    [Parameter("Pieces by part name of the power file's components.", Min = 0, Max = 10000)]
    public ImmutableSortedDictionary<string, double> Parts { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    [Parameter("Measured power at idle.", Dimension = Dimension.Power, Min = 1, Max = 100000, Unit = "W")]
    public double? Idle { get; init; }

    [Parameter("Measured power at full load.", Dimension = Dimension.Power, Min = 1, Max = 100000, Unit = "W")]
    public double? Maximum { get; init; }
}
