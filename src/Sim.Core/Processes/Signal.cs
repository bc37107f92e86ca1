using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>A moment that coroutines wait for: a pulse wakes those who wait now and is not remembered for later.</summary>
/// <remarks>To wait for a condition: <c>while (!Holds()) await changed.Wait();</c>, with a pulse wherever the condition may change.</remarks>
/// <param name="calendar">The clock.</param>
public sealed class Signal(EventCalendar calendar)
{
    private readonly WaitList _waiting = new();

    /// <summary>Coroutines waiting.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Waits for a pulse.</summary>
    /// <param name="limit">The longest wait, 0 or more; without one, as long as it takes.</param>
    /// <param name="priority">Smaller is more urgent and goes first; equals in order of arrival.</param>
    public QueueWait Wait(SimDuration? limit = null, int priority = 0) => new(calendar, _waiting, limit, priority);

    /// <summary>Wakes everyone who waits, in the order of the queue, at this instant.</summary>
    /// <returns>How many were woken.</returns>
    public int PulseAll()
    {
        var woken = _waiting.Count;
        while (PulseOne())
        {
        }

        return woken;
    }

    /// <summary>Wakes the first of the queue.</summary>
    /// <returns>Whether anyone waited.</returns>
    public bool PulseOne()
    {
        if (_waiting.TakeFirst() is not { } box) return false;
        box.Wake(WaitOutcome.Completed);
        return true;
    }
}
