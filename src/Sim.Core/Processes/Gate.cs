using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>A door: coroutines pass without a wait while it is open, and wait in front of it while it is closed.</summary>
/// <param name="calendar">The clock.</param>
/// <param name="isOpen">How it begins.</param>
public sealed class Gate(EventCalendar calendar, bool isOpen = false)
{
    private readonly WaitList _waiting = new();

    /// <summary>Whether coroutines pass.</summary>
    public bool IsOpen { get; private set; } = isOpen;

    /// <summary>Coroutines waiting in front of it.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Passes, or waits until it opens.</summary>
    /// <param name="limit">The longest wait, 0 or more; without one, as long as it takes.</param>
    /// <param name="priority">Smaller is more urgent and goes first; equals in order of arrival.</param>
    public QueueWait Pass(SimDuration? limit = null, int priority = 0) => IsOpen ? default : new(calendar, _waiting, limit, priority);

    /// <summary>Lets everyone through who waits, and all who come until it closes. Who waited passes even if it closes at this instant.</summary>
    public void Open()
    {
        IsOpen = true;
        while (_waiting.TakeFirst() is { } box) box.Wake(WaitOutcome.Completed);
    }

    /// <summary>Stops whoever comes from here on.</summary>
    public void Close() => IsOpen = false;
}
