using Sim.Core.Diagnostics;
using Sim.Core.Time;
using Sim.Models.Hypervisor.Guest;

namespace Sim.Models.Hypervisor;

/// <content>What a vCPU knows of its guest: spinning, parking and the timer tick.</content>
public sealed partial class World
{
    private long _tickPeriod;
    private long _tickPhase;
    private long _ticksAtReset;

    /// <summary>Part of the run time burnt in guest spin loops and their exits, picoseconds.</summary>
    public long SpinTime { get; internal set; }

    /// <summary>Part of the run time that the guest polled in its idle loop, picoseconds.</summary>
    public long GuestPollTime { get; internal set; }

    /// <summary>Guest timer ticks taken since the accounts were reset.</summary>
    public long Ticks => TicksTaken - _ticksAtReset;

    /// <summary>The same since the start of the run.</summary>
    internal long TicksTaken { get; private set; }

    /// <summary>Where it spins; null while it does not.</summary>
    internal SpinLoops? Spins { get; set; }

    /// <summary>Run time of the present wait in a spin loop, picoseconds.</summary>
    internal long SpunInWait { get; set; }

    /// <summary>Whether it halted in a spin loop: it takes interrupts, but no task until it is kicked.</summary>
    internal bool IsParked { get; set; }

    /// <summary>Whether what it executes is a spin loop or an exit from it.</summary>
    internal bool IsSpinning => Spins is not null && !CurrentIsUrgent;

    /// <summary>The guest's idle governor when that polls; null when the guest halts at once.</summary>
    internal HaltPollGovernor? HaltPoll { get; set; }

    /// <summary>Whether the guest has nothing for this vCPU and polls, with a pCPU or without.</summary>
    internal bool IsPollingInGuest => HaltPoll is { IsPolling: true } && !HasCurrent;

    /// <summary>Whether there is something that keeps it on a pCPU: work, or the guest's polling.</summary>
    internal bool IsActive => HasCurrent || IsPollingInGuest;

    /// <summary>When the guest's timer ticks next while it is busy; never for a world without a guest.</summary>
    internal SimTime NextTick { get; private set; } = SimTime.Max;

    /// <summary>Work of one tick, picoseconds.</summary>
    internal long TickWork { get; private set; }

    /// <summary>Lets the guest's timer tick while this vCPU is busy.</summary>
    /// <param name="period">Time between ticks.</param>
    /// <param name="phase">Time of the first.</param>
    /// <param name="work">What the hypervisor does for one tick, picoseconds; at most a tenth of the period, so that work ends at any speed.</param>
    internal void TickEvery(SimDuration period, SimDuration phase, long work)
    {
        Check.That(work >= 0 && work * 10 <= period.Picoseconds, "ticks take more than a tenth of the time");
        (_tickPeriod, _tickPhase, TickWork) = (period.Picoseconds, phase.Picoseconds, work);
        NextTick = SimTime.Zero + phase;
    }

    /// <summary>The guest leaves idle, where its tick was off: the next tick is the next point of the grid.</summary>
    internal void RestartTicks(SimTime now)
    {
        if (_tickPeriod == 0 || NextTick > now) return;
        var passed = (now.Picoseconds - _tickPhase) / _tickPeriod;
        NextTick = new SimTime(_tickPhase + ((passed + 1) * _tickPeriod));
    }

    /// <summary>Back on a pCPU after a tick was due: one is taken at once for all that were missed, if the guest was busy.</summary>
    internal void CatchUpTick(SimTime now)
    {
        if (HasCurrent)
        {
            Remaining += TickWork;
            TicksTaken++;
        }

        RestartTicks(now);
    }

    /// <summary>Takes the ticks that fell due while it ran, now included: the work under way grows by theirs.</summary>
    internal void TakeTicks(SimTime now)
    {
        var count = ((now - NextTick).Picoseconds / _tickPeriod) + 1;
        Remaining += count * TickWork;
        TicksTaken += count;
        NextTick += new SimDuration(count * _tickPeriod);
    }

    /// <summary>When work is done that would be done at <paramref name="end"/> if no tick came.</summary>
    /// <param name="end">At or after <see cref="NextTick"/>.</param>
    /// <param name="tick">What a tick takes at the present speed.</param>
    internal SimTime EndWithTicks(SimTime end, SimDuration tick)
    {
        // Tick k, at NextTick + k x period, comes before the end once k ticks have put the end off: k (period - tick) <= end - NextTick.
        var count = ((end - NextTick).Picoseconds / (_tickPeriod - tick.Picoseconds)) + 1;
        return end + (tick * count);
    }
}
