using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>The pCPUs among which a Linux host balances on one level: the threads of a core, those that share a last-level cache, a node, all.</summary>
/// <remarks>Source: Linux kernel/sched/topology.c, sd_init; fair.c, update_idle_cpu_scan. Page: docs/models/cpu.md.</remarks>
/// <param name="first">Its first pCPU.</param>
/// <param name="count">Its pCPUs.</param>
/// <param name="groupSize">pCPUs of each of the parts that are compared: the level below, or single ones.</param>
internal sealed class SchedulingDomain(int first, int count, int groupSize = 1)
{
    /// <summary>How much busier, percent, one part above the level of a core's threads must be than another to give something to it when both are full (imbalance_pct of sd_init).</summary>
    internal const int PartsImbalance = 117;

    /// <summary>How much rarer a busy pCPU balances than an idle one.</summary>
    private const int BusyFactor = 16;

    internal int First => first;

    internal int Count => count;

    internal int End => first + count;

    internal int GroupSize => groupSize;

    /// <summary>Whether its parts are domains themselves, between which threads are spread by number while there is room (SD_PREFER_SIBLING).</summary>
    internal bool HasParts => groupSize > 1;

    /// <summary>Whether it is the threads of one core, which share all caches: nobody is hot there.</summary>
    internal bool IsCore { get; init; }

    /// <summary>Whether all of it shares a last-level cache.</summary>
    internal bool SharesCache { get; init; } = true;

    /// <summary>Whether its parts are NUMA nodes.</summary>
    internal bool SpansNodes { get; init; }

    /// <summary>Threads that one node may have before pairs of them are spread over nodes (imb_numa_nr).</summary>
    internal int NodeSlack { get; init; }

    /// <summary>How much busier one part must be to give something to another that is full too, percent.</summary>
    internal int ImbalancePercent => IsCore ? 110 : PartsImbalance;

    /// <summary>Balances in a row that may fail before a thread that ran a moment ago is moved all the same (cache_nice_tries).</summary>
    internal int CacheTries => IsCore ? 0 : SpansNodes ? 2 : 1;

    /// <summary>Whether a waking thread may look for an idle pCPU here: not while the domain is so busy that it would hardly find one (SIS_UTIL).</summary>
    internal bool IsScanned { get; private set; } = true;

    /// <summary>Time between two balances of a pCPU, in ticks.</summary>
    /// <param name="isBusy">Whether the pCPU has something to run.</param>
    /// <param name="isBalanced">Whether the domain was found in balance last time, which doubles it.</param>
    /// <param name="tick">A tick, picoseconds.</param>
    internal long Interval(bool isBusy, bool isBalanced, long tick)
    {
        var milliseconds = (long)count * (isBalanced ? 2 : 1) * (isBusy ? BusyFactor : 1);
        var ticks = ((milliseconds * SimDuration.PerMillisecond) + tick - 1) / tick;
        // One less, so that levels do not fall on the same tick for ever.
        return Math.Max(1, isBusy ? ticks - 1 : ticks);
    }

    /// <summary>Renews <see cref="IsScanned"/>.</summary>
    /// <param name="utilisation">Decayed average of the part of its pCPUs that run threads, 0 to 1.</param>
    internal void NoteUtilisation(double utilisation)
    {
        var left = 1 - (utilisation * utilisation * ImbalancePercent * ImbalancePercent / 10_000);
        // The scan gives up after count x left pCPUs; looking at less than one is not looking.
        IsScanned = (int)(count * Math.Max(0, left)) > 0;
    }
}
