using Sim.Models.Hardware.Storage;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>The local drives of a host as one block device.</summary>
public sealed record StorageSpec
{
    /// <summary>How many drives.</summary>
    [Parameter("Drives, all alike.", Min = 1, Max = 64)]
    public int Drives { get; init; } = 2;

    /// <summary>Copies of each block.</summary>
    [Parameter("Copies kept of each block: 1 is striping, 2 is mirroring.", Min = 1, Max = 3)]
    public int Copies { get; init; } = 2;

    /// <summary>Usable size of one drive, bytes.</summary>
    [Parameter("Size of one drive.", Dimension = Dimension.Bytes, Min = 0.01, Max = 1024, Unit = "TB")]
    public long DriveSize { get; init; } = 7_680_000_000_000;

    /// <summary>What one drive is like.</summary>
    [Parameter("What one drive is like.")]
    public NvmeParameters Drive { get; init; } = new();

    /// <summary>Bytes that can be stored.</summary>
    public long UsableBytes => Drives * DriveSize / Copies;
}
