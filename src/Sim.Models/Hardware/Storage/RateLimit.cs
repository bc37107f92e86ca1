using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Storage;

/// <summary>What a virtual disk may do, in operations and in bytes; whichever runs out first holds the command back.</summary>
/// <remarks>Source: QEMU docs/throttle.txt, leaky buckets of operations and of bytes. Page: docs/models/nvme.md.</remarks>
public sealed record RateLimit
{
    /// <summary>Sustained operations per second; 0 for no limit.</summary>
    [Parameter("Sustained operations per second; 0 /s for no limit.", Dimension = Dimension.Rate, Min = 0, Max = 1e8, Unit = "/s")]
    public double Operations { get; init; }

    /// <summary>Operations that may pass at once after a rest, 1 or more.</summary>
    [Parameter("Operations that may pass at once after a rest.", Min = 1, Max = 1e9)]
    public long OperationsBurst { get; init; } = 1;

    /// <summary>Sustained bytes per second; 0 for no limit.</summary>
    [Parameter("Sustained bytes per second; 0 B/s for no limit.", Dimension = Dimension.ByteRate, Min = 0, Max = 1e12, Unit = "B/s")]
    public double Bandwidth { get; init; }

    /// <summary>Bytes that may pass at once after a rest; a larger command waits for a full bucket.</summary>
    [Parameter("Bytes that may pass at once after a rest.", Dimension = Dimension.Bytes, Min = 1, Max = 1099511627776, Unit = "B")]
    public long BandwidthBurst { get; init; } = 1 << 20;
}
