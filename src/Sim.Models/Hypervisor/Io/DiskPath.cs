using System.Collections.Immutable;

namespace Sim.Models.Hypervisor.Io;

/// <summary>The way of one virtual disk through the host: who serves it, through which layers, onto what.</summary>
public sealed class DiskPath
{
    /// <summary>Costs of the stages.</summary>
    public required BlockPathParameters Costs { get; init; }

    /// <summary>Requests the disk may have in flight.</summary>
    public required int QueueDepth { get; init; }

    /// <summary>Where its blocks are.</summary>
    public required IBlockBackend Backend { get; init; }

    /// <summary>Its first queue at the backend; thread i uses the i-th from there.</summary>
    public required int Queue { get; init; }

    /// <summary>Threads that serve its rings, vCPU i's ring by thread i modulo their number; none when the guest owns the device.</summary>
    public ImmutableArray<World> Threads { get; init; } = [];

    /// <summary>Whether the threads poll for ever: nobody kicks them, and no interrupt tells them.</summary>
    public bool IsPolled { get; init; }

    /// <summary>Whether every request kicks, as with devices whose doorbell the host cannot switch off.</summary>
    public bool AlwaysKicks { get; init; }

    /// <summary>CPU of the thread for each request beside the costs, picoseconds: what the kind of device, the system call and the scheduler add.</summary>
    public long SubmitExtra { get; init; }

    /// <summary>The same for a request of a batch.</summary>
    public long SubmitExtraBatched { get; init; }

    /// <summary>Layers, from the guest down.</summary>
    public ImmutableArray<IBlockLayer> Layers { get; init; } = [];

    /// <summary>Where layers write later; null without layers.</summary>
    public BackgroundWrites? Background { get; init; }

    /// <summary>Threads for blocking system calls; null when the disk's threads make none.</summary>
    public WorkerPool? Workers { get; init; }

    /// <summary>Hand-over to such a thread and back, each way, CPU of the taker.</summary>
    public long HandOver { get; init; }

    /// <summary>Decides when a request may go on to the backend; null for at once.</summary>
    public IBlockGate? Gate { get; init; }
}
