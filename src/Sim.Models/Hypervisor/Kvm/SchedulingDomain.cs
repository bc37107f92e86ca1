using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>The pCPUs among which a Linux host balances on one level: those that share a last-level cache, or all.</summary>
/// <remarks>Source: Linux kernel/sched/topology.c, sd_init; fair.c, update_idle_cpu_scan. Page: docs/models/cpu.md.</remarks>
/// <param name="first">Its first pCPU.</param>
/// <param name="count">Its pCPUs.</param>
internal sealed class SchedulingDomain(int first, int count)
{
    /// <summary>How much busier the busiest pCPU must be to give something to one that is busy too, percent.</summary>
    internal const int ImbalancePercent = 117;

    /// <summary>How much rarer a busy pCPU balances than an idle one.</summary>
    private const int BusyFactor = 16;

    internal int First => first;

    internal int Count => count;

    internal int End => first + count;

    /// <summary>Whether a waking thread may look for an idle pCPU here: not while the domain is so busy that it would hardly find one (SIS_UTIL).</summary>
    internal bool IsScanned { get; private set; } = true;

    /// <summary>Time between two balances of a pCPU.</summary>
    internal SimDuration Interval(bool isBusy) => SimDuration.FromMilliseconds(isBusy ? count * BusyFactor : count);

    /// <summary>Renews <see cref="IsScanned"/>.</summary>
    /// <param name="utilisation">Decayed average of the part of its pCPUs that run threads, 0 to 1.</param>
    internal void NoteUtilisation(double utilisation)
    {
        var left = 1 - (utilisation * utilisation * ImbalancePercent * ImbalancePercent / 10_000);
        // The scan gives up after count x left pCPUs; looking at less than one is not looking.
        IsScanned = (int)(count * Math.Max(0, left)) > 0;
    }
}
