using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <content>What the hypervisor takes from a world: time of interrupt handlers, and pages.</content>
public sealed partial class World
{
    /// <summary>Part of the run time that handlers of interrupts for other VMs took, picoseconds.</summary>
    public long OverlapTime { get; internal set; }

    /// <summary>Time of interrupt handlers that served this world where another VM's world, or none, ran; picoseconds, no part of its run time.</summary>
    public long InterruptTime { get; internal set; }

    /// <summary>Part of the run time that handlers on the pCPU of their vector took, picoseconds, counted when a handler begins.</summary>
    public long HandlerTime { get; internal set; }

    /// <summary>Exits from the guest for interrupts of the host's devices, since the accounts were reset.</summary>
    public long InterruptExits { get; internal set; }

    /// <summary>Part of the overlap with the other thread of the core busy, picoseconds.</summary>
    internal long SharedOverlap { get; set; }

    /// <summary>Work of interrupt handlers that keep it from its own, picoseconds.</summary>
    internal long Stolen { get; set; }

    /// <summary>Part of that for other VMs.</summary>
    internal long StolenForOthers { get; set; }

    /// <summary>Whether it waits for a page that the hypervisor swapped out.</summary>
    internal bool IsSwapWaiting { get; private set; }

    /// <summary>It begins to wait for a page, or ceases to.</summary>
    internal void SetSwapWaiting(bool waits, SimTime now)
    {
        Settle(now);
        IsSwapWaiting = waits;
    }
}
