namespace Sim.Calibration.Disks;

/// <summary>A disk and the software before it, as <see cref="DiskReplay"/> plays them.</summary>
public sealed record DiskModel
{
    /// <summary>Requests that a virtqueue of 256 entries holds when each takes three (header, data, status).</summary>
    /// <remarks>Source: virtio 1.2, section 5.2.6 (request layout); Linux drivers/block/virtio_blk.c and Firecracker (queue size 256, no indirect descriptors).</remarks>
    public const int VirtioRing = 85;

    /// <summary>Whether one thread answers everything it finds in the ring and then interrupts once; else every server interrupts for itself.</summary>
    public required bool IsBatched { get; init; }

    /// <summary>Servers chosen at random, each first in, first out; 1 when batched.</summary>
    public required int Servers { get; init; }

    /// <summary>Requests the disk takes at a time; further ones wait in the guest.</summary>
    public required int Ring { get; init; }

    /// <summary>The submitting threads.</summary>
    public required DiskSubmitter Submitter { get; init; }

    /// <summary>Reads; null when none were measured.</summary>
    public DiskTimes? Read { get; init; }

    /// <summary>Writes; null when none were measured.</summary>
    public DiskTimes? Write { get; init; }

    /// <summary>What makes equal I/Os differ.</summary>
    public DiskDisturbance Disturbance { get; init; } = new();

    /// <summary>The same disk without chance, at its mean speed: what the throughput follows.</summary>
    public DiskModel AtMeanSpeed() => this with
    {
        Read = Mean(Read),
        Write = Mean(Write),
        Disturbance = DiskDisturbance.None,
    };

    /// <summary>The same disk without chance and without slow spells: what half of the I/Os see.</summary>
    public DiskModel Undisturbed() => this with
    {
        Read = Read is null ? null : Read with { StallShare = 0 },
        Write = Write is null ? null : Write with { StallShare = 0 },
        Disturbance = DiskDisturbance.None,
    };

    private DiskTimes? Mean(DiskTimes? times) => times is null ? null : new DiskTimes(
        (times.ServiceNs * Disturbance.MeanFactor) + (times.StallShare * Disturbance.MeanStallNs),
        times.ServicePerKibNs * Disturbance.MeanFactor,
        times.LatencyNs * Disturbance.MeanFactor);
}
