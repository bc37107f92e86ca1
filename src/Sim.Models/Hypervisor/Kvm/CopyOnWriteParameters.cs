using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>What a file system that never overwrites in place adds.</summary>
public sealed record CopyOnWriteParameters
{
    /// <summary>CPU of an overwrite.</summary>
    [Parameter("CPU of one overwrite: allocation, trees, checksums.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.5: 10 us")]
    public SimDuration Overwrite { get; init; } = SimDuration.FromMicroseconds(10);

    /// <summary>CPU of verifying one KiB.</summary>
    [Parameter("CPU of verifying the checksum of one KiB that is read.", Min = 0, Max = 10, Unit = "us",
        Certainty = Certainty.Assumed, Source = "own choice: crc32c at 10 GB/s")]
    public SimDuration VerifyPerKiB { get; init; } = SimDuration.FromMicroseconds(0.1);

    /// <summary>Nodes of trees written for one overwrite.</summary>
    [Parameter("Nodes of the file system's trees written for one overwrite, mean.", Min = 0, Max = 16,
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.5: write amplification 2 to 4; half a node beside 4 KiB is 3")]
    public double Nodes { get; init; } = 0.5;

    /// <summary>Size of a node.</summary>
    [Parameter("Size of a node.", Dimension = Dimension.Bytes, Min = 4, Max = 64, Unit = "KiB",
        Certainty = Certainty.Primary, Source = "mkfs.btrfs --nodesize: 16 KiB")]
    public int NodeSize { get; init; } = 16 * 1024;
}
