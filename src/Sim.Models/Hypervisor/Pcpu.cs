using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <summary>What a pCPU is doing.</summary>
internal enum PcpuMode
{
    /// <summary>Nothing.</summary>
    Idle,

    /// <summary>Leaving the idle state and switching to a world, which is still ready.</summary>
    Starting,

    /// <summary>Executing a world's work.</summary>
    Executing,

    /// <summary>Telling a sink that work is done; decisions wait until it returns.</summary>
    Completing,

    /// <summary>Polling on behalf of a halted world.</summary>
    Polling,

    /// <summary>In the handler of an interrupt that found it idle, or on the way there; idle to the scheduler.</summary>
    Handling,
}

/// <summary>The state of one hardware thread.</summary>
internal sealed class Pcpu
{
    internal const int RateShift = 16;
    internal const long FullRate = 1L << RateShift;

    internal World? Current { get; set; }

    internal PcpuMode Mode { get; set; }

    internal SimTime ChargedAt { get; set; }

    internal SimTime IdleSince { get; set; }

    internal SimTime BusySince { get; set; }

    /// <summary>Picoseconds not idle since the accounts were reset.</summary>
    internal long BusyTime { get; set; }

    /// <summary>Speed of the current work in 1/65536 of nominal.</summary>
    internal long Rate { get; set; } = FullRate;

    internal bool SiblingBusy { get; set; }

    internal bool ResumesFromPoll { get; set; }

    internal bool NeedsDecision { get; set; }

    /// <summary>The world that a spinning vCPU hands this pCPU to, until that one has started; null when there is none.</summary>
    internal World? HandOverTo { get; set; }

    /// <summary>End of starting, of the work, or of polling.</summary>
    internal EventHandle Next { get; set; }

    /// <summary>When that event fires while starting, and while executing, at or before <see cref="DoneAt"/>.</summary>
    internal SimTime NextAt { get; set; }

    /// <summary>When the work is done at the present rate.</summary>
    internal SimTime DoneAt { get; set; }

    /// <summary>End of the slice.</summary>
    internal EventHandle Decision { get; set; }

    /// <summary>When that is, so that it is not scheduled anew for every piece of work.</summary>
    internal SimTime DecisionAt { get; set; }

    /// <summary>Nominal work done in a time at the present rate, picoseconds, rounded down.</summary>
    internal long WorkIn(long elapsed) => Rate == FullRate ? elapsed : (long)(Math.BigMul(elapsed, Rate) >> RateShift);

    /// <summary>Time that nominal work takes at the present rate, rounded up.</summary>
    internal SimDuration TimeFor(long work)
    {
        if (Rate == FullRate) return new SimDuration(work);
        // Work beyond a minute does not fit into 64 bits with its fraction, and a division of 128 bits costs as much as an event.
        return new SimDuration(work >> (62 - RateShift) == 0
            ? ((work << RateShift) + Rate - 1) / Rate
            : (long)((((Int128)work << RateShift) + Rate - 1) / Rate));
    }
}
