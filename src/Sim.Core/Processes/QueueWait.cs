using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>A wait in a queue of coroutines, for a signal, a gate or an end; awaited at once.</summary>
public readonly struct QueueWait : ICoroutineWait
{
    private readonly EventCalendar? _calendar;
    private readonly WaitList? _list;
    private readonly SimDuration? _limit;
    private readonly int _priority;

    internal QueueWait(EventCalendar calendar, WaitList list, SimDuration? limit, int priority) =>
        (_calendar, _list, _limit, _priority) = (calendar, list, limit, priority);

    /// <summary>Whether there is nothing to wait for: the gate stands open, the other coroutine has ended.</summary>
    public bool IsCompleted => _list is null;

    /// <summary>Itself.</summary>
    public QueueWait GetAwaiter() => this;

    /// <summary>Completed, timed out or interrupted.</summary>
    public WaitResult GetResult() => _list is null ? default : CoroutineBox.Current.TakeResult();

    void ICoroutineWait.Suspend(CoroutineBox box)
    {
        box.Priority = _priority;
        _list!.Add(box);
        box.SuspendAt(_calendar!, _list, _limit);
    }
}
