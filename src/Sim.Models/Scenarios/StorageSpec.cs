using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>The local drives of a host as one block device.</summary>
public sealed record StorageSpec
{
    /// <summary>How many drives.</summary>
    [Parameter("Drives, all alike.", Min = 1, Max = 64)]
    public int Drives { get; init; } = 2;

    /// <summary>How they form one device.</summary>
    [Parameter("How the drives form one block device: level, stripe, degraded, rebuildRate.", Formerly = "copies")]
    public RaidParameters Raid { get; init; } = new();

    /// <summary>What one drive is like.</summary>
    [Parameter("What one solid-state drive is like, its capacity included.", Formerly = "driveSize")]
    public NvmeParameters Drive { get; init; } = new();

    /// <summary>What one hard disk is like, when the drives are hard disks.</summary>
    [Parameter("What one hard disk is like; given, the drives are hard disks.")]
    public HddParameters? Disk { get; init; }

    /// <summary>What becomes of a request that comes to a full queue.</summary>
    [Parameter("What becomes of a request beyond the queue of the controller (raid.kind: hardware), or of one hard disk or SATA drive: hold (the driver knows the queue and waits), refuse (QUEUE FULL, under esxi).")]
    public FullQueue WhenFull { get; init; }

    /// <summary>The drives.</summary>
    public DriveSet Set => new(Drives, Drive, Disk);

    /// <summary>Bytes that can be stored.</summary>
    public long UsableBytes => (long)(Drives * Set.Capacity * RaidRules.UsableShare(RaidRules.Settle(Raid.Level, Drives), Drives));
}
