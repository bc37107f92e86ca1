using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>The image of one virtual disk.</summary>
public sealed record ImageParameters
{
    /// <summary>Format.</summary>
    [Parameter("Format: raw, qcow2, lvm-thin.")]
    public DiskFormat Format { get; init; }

    /// <summary>Size of the virtual disk that requests fall into.</summary>
    [Parameter("Part of the virtual disk that requests fall into, all of it alike.", Dimension = Dimension.Bytes, Min = 0.001, Max = 65536, Unit = "GiB",
        Certainty = Certainty.Assumed, Source = "own choice")]
    public long Size { get; init; } = 64L << 30;

    /// <summary>Share of it that has been written when the run begins.</summary>
    [Parameter("Share of it that was allocated before the run begins.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%")]
    public double Allocated { get; init; } = 1;

    /// <summary>Bytes allocated at a time.</summary>
    [Parameter("Bytes allocated at a time: a cluster of qcow2, a chunk of LVM-thin.", Dimension = Dimension.Bytes, Min = 4, Max = 2048, Unit = "KiB",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.5: 64 KiB")]
    public int ClusterSize { get; init; } = 64 * 1024;

    /// <summary>qcow2: memory for mapping tables.</summary>
    [Parameter("qcow2: cache of L2 tables; one MiB maps 8 GiB at clusters of 64 KiB.", Dimension = Dimension.Bytes, Min = 0, Max = 65536, Unit = "MiB",
        Certainty = Certainty.Primary, Source = "QEMU qcow2-cache.txt: 32 MiB at most by default")]
    public long L2Cache { get; init; } = 32L << 20;

    /// <summary>Whether unallocated blocks are those of another image.</summary>
    [Parameter("Whether blocks not yet allocated are those of a backing file or a snapshot: the first write to a cluster copies it.")]
    public bool BackingFile { get; init; }

    /// <summary>CPU of mapping a request.</summary>
    [Parameter("CPU of mapping one request (qcow2, LVM-thin).", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.5: 1 us for qcow2")]
    public SimDuration Mapping { get; init; } = SimDuration.FromMicroseconds(1);
}
