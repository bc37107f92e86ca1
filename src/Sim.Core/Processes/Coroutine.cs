using System.Runtime.CompilerServices;
using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>
/// A model written as one method from a customer's birth to its end: <c>async Coroutine Customer() { await calendar.Delay(d); ... }</c>.
/// Calling the method begins it; this value names it afterwards.
/// </summary>
/// <remarks>
/// The method runs up to its first wait inside the call, and from there on in events of its own. Its frame is pooled: waiting, waking,
/// beginning and ending allocate nothing when warm (in Release builds; the compiler makes Debug frames classes). A coroutine lives on one
/// thread and one calendar. What it throws ends the run as a <see cref="SimulationFault"/>. This value stays valid for ever: once the
/// coroutine has ended, all members say so.
/// </remarks>
[AsyncMethodBuilder(typeof(CoroutineBuilder))]
public readonly record struct Coroutine
{
    private readonly CoroutineBox? _box;
    private readonly int _life;

    internal Coroutine(CoroutineBox? box, int life) => (_box, _life) = (box, life);

    /// <summary>The coroutine that is running, to be called inside one.</summary>
    /// <exception cref="SimulationFault">No coroutine is running.</exception>
    public static Coroutine Current
    {
        get
        {
            var box = CoroutineBox.Current;
            return new(box, box.Life);
        }
    }

    /// <summary>Whether it has returned, was stopped, or never was.</summary>
    public bool HasEnded => _box is null || _box.Life != _life;

    /// <summary>Whether it is in a wait that an interrupt would end.</summary>
    public bool IsWaiting => !HasEnded && _box!.IsSuspended && !_box.IsWaking;

    /// <summary>Ends its wait with <see cref="WaitOutcome.Interrupted"/>; it goes on at this instant, in an event of its own.</summary>
    /// <param name="reason">Why: the caller's private enum, cast to int.</param>
    /// <returns>
    /// Whether a wait was interrupted. False when it has ended, when it is running, and when its wait is decided already and it goes on at this
    /// instant anyway: then what it waited for is its own, and the interrupter sees that it came too late.
    /// </returns>
    public bool Interrupt(int reason = 0) => !HasEnded && _box!.Interrupt(reason);

    /// <summary>
    /// Ends it where it waits: its wait is withdrawn, its <c>using</c> and <c>finally</c> blocks run now, whoever waits for its end is woken.
    /// </summary>
    /// <remarks>Costs an exception; a coroutine that is stopped often should be interrupted and return.</remarks>
    /// <returns>Whether there was something to stop; false when it had ended.</returns>
    /// <exception cref="SimulationFault">It is running, or it waited again while it was unwound.</exception>
    public bool Stop()
    {
        if (HasEnded) return false;
        _box!.Stop();
        return true;
    }

    /// <summary>Waits for its end, for as long as it takes.</summary>
    public QueueWait GetAwaiter() => Join();

    /// <summary>Waits for its end.</summary>
    /// <param name="limit">The longest wait, 0 or more; without one, as long as it takes.</param>
    /// <param name="priority">Smaller is more urgent and goes on first; equals in order of arrival.</param>
    /// <exception cref="SimulationFault">It runs and has not waited yet, so that it is in no calendar.</exception>
    public QueueWait Join(SimDuration? limit = null, int priority = 0)
    {
        if (HasEnded) return default;
        Check.That(_box!.Calendar is not null, "a coroutine can be joined once it has begun its first wait");
        return new(_box.Calendar, _box.Joiners, limit, priority);
    }
}
