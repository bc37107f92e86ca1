using System.Collections.Immutable;
using Sim.Models.Parameters;

namespace Sim.Calibration.Profiles;

/// <summary>The loads that calibration covered; outside, predictions are extrapolated.</summary>
public sealed record ProfileRange
{
    [Parameter("What was measured: storage.read or storage.write.")]
    public required string Part { get; init; }

    [Parameter("Access patterns seen, as fio names them.")]
    public ImmutableArray<string> Patterns { get; init; } = [];

    [Parameter("Block sizes seen.", Dimension = Dimension.Bytes, Min = 1, Unit = "B")]
    public ImmutableArray<long> BlockSizes { get; init; } = [];

    [Parameter("Numbers of I/Os in flight seen.", Min = 1)]
    public ImmutableArray<int> Depths { get; init; } = [];
}
