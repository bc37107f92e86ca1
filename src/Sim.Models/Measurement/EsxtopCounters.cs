using Sim.Models.Hypervisor;

namespace Sim.Models.Measurement;

/// <summary>The CPU counters of esxtop for a vCPU or a VM, as exact times; over elapsed time they are esxtop's percentages, summed over the vCPUs of a VM.</summary>
/// <remarks>
/// Run + Ready + CoStop + Wait = elapsed, for every vCPU, and Run - Overlap, scaled, + System = Used. A vCPU waits in its guest's halt (%IDLE) or for a swap-in (%SWPWT):
/// %VMWAIT, %WAIT less %IDLE, is %SWPWT. The VMkernel's own worlds take the pCPU as any world does, which is ready time; overlap is what handlers of devices' interrupts take.
/// The nominal clock is the sustained one.
/// Source: cpu-and-memory 2.5 and 2.9. Page: docs/models/cpu.md.
/// </remarks>
/// <param name="Run">%RUN: on a pCPU, picoseconds of wall time.</param>
/// <param name="System">%SYS: storage and network worlds of the VM, charged as Used is, and handlers of interrupts that served them while others or nobody ran; zero for a vCPU.</param>
/// <param name="Used">%USED: Run less Overlap, with 62.5 % of what ran beside a busy thread of the core, times actual over nominal clock, plus System.</param>
/// <param name="Ready">%RDY: ready and not on a pCPU, held back by a limit included.</param>
/// <param name="MaxLimited">%MLMTD: part of Ready that a limit caused.</param>
/// <param name="CoStop">%CSTP: held back by the co-scheduler.</param>
/// <param name="Wait">%WAIT: blocked.</param>
/// <param name="Contention">%LAT_C: Ready without MaxLimited, CoStop, and what the busy thread beside it and clocks below the nominal one cost.</param>
public readonly record struct EsxtopCounters(long Run, long System, long Used, long Ready, long MaxLimited, long CoStop, long Wait, long Contention)
{
    /// <summary>%OVRLP: part of Run that handlers of interrupts for other VMs took, picoseconds; what they took for its own VM is run time.</summary>
    public long Overlap { get; init; }

    /// <summary>%SWPWT: part of Wait in which the vCPU waited for the VMkernel to swap a page in, picoseconds.</summary>
    public long SwapWait { get; init; }

    /// <summary>%IDLE: the rest of Wait, in which the guest had nothing to do.</summary>
    public long Idle => Wait - SwapWait;

    /// <summary>%LAT_M: waiting for memory. That is the swap-in; nothing is compressed.</summary>
    public long MemoryLatency => SwapWait;

    /// <summary>The counters of one world since the accounts were reset.</summary>
    /// <param name="world">A world whose accounts are settled.</param>
    public static EsxtopCounters Of(World world)
    {
        var lost = LostToSibling(world);
        return new EsxtopCounters(
            world.RunTime, 0, world.RunTime - world.OverlapTime - lost - world.ClockLoss + world.ClockGain, world.ReadyTime, world.ThrottledTime, world.CoStopTime, world.BlockedTime,
            world.ReadyTime - world.ThrottledTime + world.CoStopTime + lost + world.ClockLoss)
        {
            Overlap = world.OverlapTime, SwapWait = world.SwapWaitTime,
        };
    }

    /// <summary>The counters of a VM: those of its vCPUs together, and what its storage and network worlds used.</summary>
    /// <param name="vmId">The VM.</param>
    /// <param name="worlds">All worlds of the host, settled.</param>
    public static EsxtopCounters OfVm(int vmId, IEnumerable<World> worlds)
    {
        var sum = default(EsxtopCounters);
        foreach (var world in worlds)
        {
            if (world.VmId != vmId) continue;
            var one = Of(world);
            sum = world.Kind == WorldKind.Vcpu
                ? new EsxtopCounters(
                    sum.Run + one.Run, sum.System, sum.Used + one.Used, sum.Ready + one.Ready, sum.MaxLimited + one.MaxLimited, sum.CoStop + one.CoStop,
                    sum.Wait + one.Wait, sum.Contention + one.Contention)
                {
                    Overlap = sum.Overlap + one.Overlap, SwapWait = sum.SwapWait + one.SwapWait,
                }
                : sum with { System = sum.System + one.Used + world.InterruptTime, Used = sum.Used + one.Used + world.InterruptTime };
        }

        return sum;
    }

    /// <summary>Three eighths of the time beside a busy thread: the core is credited 1.25 times, five eighths to each.</summary>
    private static long LostToSibling(World world) => (world.SharedTime - world.SharedOverlap) / 8 * 3;
}
