using System.Runtime.CompilerServices;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>A wait for time to pass; made by <see cref="CalendarWaits.Delay"/> and awaited at once.</summary>
public readonly struct DelayWait : ICoroutineWait
{
    private readonly EventCalendar _calendar;
    private readonly SimDuration _delay;
    private readonly EventPhase _phase;

    internal DelayWait(EventCalendar calendar, SimDuration delay, EventPhase phase) => (_calendar, _delay, _phase) = (calendar, delay, phase);

    /// <summary>False: also a delay of 0 lets others of this instant go first.</summary>
    public bool IsCompleted => false;

    /// <summary>Itself.</summary>
    public DelayWait GetAwaiter() => this;

    /// <summary>Completed, or interrupted with what remained.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WaitResult GetResult() => CoroutineBox.Current.TakeResult();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void ICoroutineWait.Suspend(CoroutineBox box) => box.SuspendFor(_calendar, _delay, WaitOutcome.Completed, _phase);
}
