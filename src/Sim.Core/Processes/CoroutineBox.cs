using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>The frame of a running coroutine, and the target of the event that wakes it.</summary>
/// <remarks>
/// Boxes are pooled, so two numbers keep lives apart: <see cref="Life"/> is what a <see cref="Coroutine"/> remembers of its box, and
/// <see cref="Turn"/> is what a wake-up carries. Both count on from one life to the next, so neither a handle nor an event of an ended
/// coroutine can touch the next tenant (but after exactly 2^32 of them). A waiting coroutine has at most one pending event (its delay, its time limit or its wake-up) and is
/// registered with at most one source; leaving a wait takes back both.
/// </remarks>
internal abstract class CoroutineBox : IEventTarget
{
    /// <summary>The outcome while the coroutine is unwound through its <c>finally</c> blocks, which no model sees.</summary>
    private const WaitOutcome Stopped = (WaitOutcome)5;

    /// <summary>The coroutine that runs on this thread, if any.</summary>
    [ThreadStatic]
    protected static CoroutineBox? Running;

    /// <summary>Links of the queue it waits in.</summary>
    internal CoroutineBox? Next;
    internal CoroutineBox? Previous;

    private EventCalendar? _calendar;
    private IWaitSource? _source;
    private WaitList? _joiners;
    private EventHandle _event;
    private long _due;
    private long _remaining;
    private WaitOutcome _outcome;
    private long _argument;

    /// <summary>Kinds of event that follow the coroutine through its waits, after those of <see cref="WaitOutcome"/>, which end one wait.</summary>
    internal enum Notice
    {
        Granted = 8,
        Lost = 9,
    }

    /// <summary>Counts the coroutines that lived in this box.</summary>
    internal int Life { get; private set; } = 1;

    /// <summary>Counts its waits; only a wake-up of the present wait is heard.</summary>
    internal int Turn { get; private set; }

    /// <summary>Rank in the queue it waits in: smaller goes first.</summary>
    internal int Priority { get; set; }

    /// <summary>The resource ticket it waits with, for sources that give tickets.</summary>
    internal long Ticket { get; set; }

    /// <summary>The resource it waits at or is served by, for sources that need to know.</summary>
    internal object? Resource { get; set; }

    /// <summary>What the wake-up brought: a ticket, an amount, an item.</summary>
    internal long Argument => _argument;

    /// <summary>What the wait came to.</summary>
    internal WaitOutcome Outcome => _outcome;

    /// <summary>Whether it is inside an <c>await</c>.</summary>
    internal bool IsSuspended { get; private set; }

    /// <summary>Whether its wait is decided and its wake-up is on the way, at this very instant.</summary>
    internal bool IsWaking { get; private set; }

    /// <summary>The calendar it waits on; nothing before its first wait.</summary>
    internal EventCalendar? Calendar => _calendar;

    /// <summary>The method it runs, for the report of a fault.</summary>
    internal abstract string Name { get; }

    /// <summary>The coroutine that runs now.</summary>
    internal static CoroutineBox Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var running = Running;
            if (running is null) ThrowForeign();
            return running;
        }
    }

    /// <inheritdoc />
    public abstract void OnEvent(in EventAction action);

    /// <summary>Waits for one event; the fast path of a delay.</summary>
    internal void SuspendFor(EventCalendar calendar, SimDuration delay, WaitOutcome outcome, EventPhase phase)
    {
        Attach(calendar);
        _due = (calendar.Now + delay).Picoseconds;
        _event = calendar.Schedule(delay, new(this, (int)outcome, Turn), phase);
        IsSuspended = true;
    }

    /// <summary>Waits for a source, for a limited time or for as long as it takes.</summary>
    internal void SuspendAt(EventCalendar calendar, IWaitSource source, SimDuration? limit)
    {
        _source = source;
        if (limit is { } longest)
        {
            SuspendFor(calendar, longest, WaitOutcome.TimedOut, EventPhase.State);
            return;
        }

        Attach(calendar);
        IsSuspended = true;
    }

    /// <summary>Ends the wait: the coroutine goes on in an event of its own at this instant, after those already scheduled for it.</summary>
    internal void Wake(WaitOutcome outcome, int reason = 0)
    {
        var calendar = _calendar!;
        if (calendar.Cancel(_event)) _remaining = _due - calendar.Now.Picoseconds;
        else _remaining = 0;
        IsWaking = true;
        _event = calendar.Schedule(SimDuration.Zero, new(this, (int)outcome, Turn, reason));
    }

    /// <summary>Takes the coroutine out of its wait, unless its wait is decided already.</summary>
    internal bool Interrupt(int reason)
    {
        if (!IsSuspended || IsWaking) return false;
        var work = SimDuration.Zero;
        if (_source is not null && !_source.TryLeave(this, out work)) return false;
        Wake(WaitOutcome.Interrupted, reason);
        if (work > SimDuration.Zero) _remaining = work.Picoseconds;
        return true;
    }

    /// <summary>Unwinds the coroutine through its <c>finally</c> blocks, now.</summary>
    internal void Stop()
    {
        Check.That(IsSuspended, "a coroutine that runs cannot be stopped: it returns by itself");
        _calendar!.Cancel(_event);
        _source?.TryLeave(this, out _);
        var life = Life;
        BeginTurn(Stopped, 0);
        var outer = Running;
        Running = this;
        MoveNext();
        Running = outer;
        Check.That(life != Life, "a coroutine that is being stopped must not wait again");
    }

    /// <summary>Lets another coroutine wait for the end of this one.</summary>
    internal WaitList Joiners => _joiners ??= new WaitList();

    /// <summary>What the wait that just ended came to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WaitResult TakeResult()
    {
        if (_outcome == WaitOutcome.Completed) return default;
        return TakeOddResult();
    }

    /// <summary>The coroutine returned.</summary>
    internal void End()
    {
        while (_joiners?.TakeFirst() is { } joiner) joiner.Wake(WaitOutcome.Completed);
        Life++;
        _calendar = null;
        _event = default;                                     // it would name some other event in the next life's calendar
        Resource = null;
        Recycle();
    }

    /// <summary>The coroutine threw: the fault leaves through whoever resumed it, so that the run ends at this instant.</summary>
    internal void Fail(Exception exception)
    {
        if (exception is CoroutineStopped && _outcome == Stopped)
        {
            End();
            return;
        }

        Life++;                                               // not pooled: a frame that failed is evidence, not stock
        Running = null;
        ExceptionDispatchInfo.Throw(exception);
    }

    /// <summary>Goes on at once with a method that is no coroutine, outside of any, so that taking its result throws there.</summary>
    internal static void Refuse(Action continuation)
    {
        var running = Running;
        Running = null;
        continuation();
        Running = running;
    }

    [DoesNotReturn]
    private static void ThrowForeign() => throw new SimulationFault("a simulated wait can only be awaited inside a method that returns Coroutine");

    protected abstract void MoveNext();

    protected abstract void Recycle();

    /// <summary>Leaves the wait; what was scheduled for it is stale from here on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void BeginTurn(WaitOutcome outcome, long argument)
    {
        Turn++;
        _outcome = outcome;
        _argument = argument;
        IsSuspended = false;
        IsWaking = false;
        if (_source is not null) EndSource();
    }

    /// <summary>Judges an event other than the plain wake-up of this wait; changes nothing when it is refused.</summary>
    /// <param name="action">The event.</param>
    /// <param name="outcome">What it means for the wait, when it is heard.</param>
    protected bool Hears(in EventAction action, out WaitOutcome outcome)
    {
        outcome = (WaitOutcome)action.Kind;
        if (action.Kind >= (int)Notice.Granted) return HearsNotice(in action, out outcome);
        if (action.Index != Turn) return false;
        if (outcome != WaitOutcome.TimedOut || _source is null) return true;
        if (!_source.TryRenege(this)) return false;
        _source = null;
        return true;
    }

    // A holder is told of grants and losses by events that were written when it asked: they know its life, not the wait it is in now.
    private bool HearsNotice(in EventAction action, out WaitOutcome outcome)
    {
        outcome = WaitOutcome.Completed;
        if (action.Index != Life || !IsSuspended || IsWaking) return false;
        if (action.Kind == (int)Notice.Granted) return _source is not null && Ticket == action.Arg;
        outcome = WaitOutcome.Preempted;
        _remaining = action.Arg;
        _source?.TryLeave(this, out _);
        _calendar!.Cancel(_event);
        return true;
    }

    private void EndSource()
    {
        _source = null;
        _calendar!.Cancel(_event);                            // the time limit, where there was one
    }

    private void Attach(EventCalendar calendar)
    {
        if (_calendar == calendar) return;
        Check.That(_calendar is null, "a coroutine waits on one calendar all its life");
        _calendar = calendar;
    }

    private WaitResult TakeOddResult()
    {
        if (_outcome == Stopped) throw new CoroutineStopped();
        return _outcome switch
        {
            WaitOutcome.Interrupted => new(_outcome, (int)_argument, new SimDuration(_remaining)),
            WaitOutcome.Preempted => new(_outcome, 0, new SimDuration(_remaining)),
            _ => new(_outcome, 0, SimDuration.Zero),
        };
    }
}
