using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Core.Events;

/// <summary>The pending events of one replication, ordered by (time, phase, sequence), and the loop that fires them.</summary>
/// <remarks>
/// While few events are pending their keys lie in a heap. When it grows, the far ones move to a ladder of buckets and come back a small
/// sorted batch at a time; the heap then holds only what is scheduled within the current batch's stretch of time. What an event does stays
/// in its slot throughout. A key is dead when its slot holds another word: cancelling and rescheduling therefore touch the slot alone, dead
/// keys are skipped when they surface and swept when most are dead. Scheduling, firing and cancelling allocate nothing once the arrays have
/// grown. One thread only.
/// </remarks>
public sealed class EventCalendar
{
    private const int SweepAbove = 1024;

    private readonly KeyLadder _ladder;
    private readonly int _heapLimit;
    private KeyHeap _heap;
    private EventKey[] _batch;
    private int _batchNext;
    private int _batchCount;
    private EventSlot[] _slots;
    private int _freeSlot = -1;
    private int _usedSlots;
    private long _withdrawn;                                  // cancelled or rescheduled
    private int _spillAbove;
    private ulong _sequence;
    private bool _stopRequested;

    /// <summary>An empty calendar at time zero.</summary>
    /// <param name="capacity">Pending events expected, 1 or more; the calendar grows beyond it.</param>
    public EventCalendar(int capacity = 1024)
        : this(capacity, heapLimit: 256)
    {
    }

    /// <summary>A calendar that turns to the ladder sooner, for tests of the change.</summary>
    /// <param name="capacity">Pending events expected, 1 or more.</param>
    /// <param name="heapLimit">Keys in the heap before they move to the ladder, 8 or more.</param>
    internal EventCalendar(int capacity, int heapLimit)
    {
        Check.That(capacity > 0, "calendar capacity must be positive");
        (_heapLimit, _spillAbove) = (heapLimit, heapLimit);
        _ladder = new KeyLadder(topLimit: heapLimit / 4, batchLimit: heapLimit / 8);
        _heap = new KeyHeap(heapLimit + 1);
        _batch = new EventKey[heapLimit];
        _slots = new EventSlot[capacity];
    }

    /// <summary>The current simulated time.</summary>
    public SimTime Now { get; private set; }

    /// <summary>Events scheduled and neither fired nor cancelled.</summary>
    public int Pending => (int)((long)_sequence - Fired - _withdrawn);

    /// <summary>Events fired since the start.</summary>
    public long Fired { get; private set; }

    /// <summary>The last events fired, for the report of a fault.</summary>
    public FlightRecorder Recorder { get; } = new(capacity: 64);

    /// <summary>Schedules an event <paramref name="delay"/> from now.</summary>
    /// <param name="delay">Time from now, 0 or more.</param>
    /// <param name="action">What happens.</param>
    /// <param name="phase">Order among events of the same instant.</param>
    /// <returns>A handle to cancel it with.</returns>
    /// <exception cref="SimulationFault">The delay is negative.</exception>
    public EventHandle Schedule(SimDuration delay, in EventAction action, EventPhase phase = EventPhase.State) =>
        ScheduleAt(Now + delay, in action, phase);

    /// <summary>Schedules an event at an instant.</summary>
    /// <param name="time">When it fires, not before <see cref="Now"/>.</param>
    /// <param name="action">What happens.</param>
    /// <param name="phase">Order among events of the same instant.</param>
    /// <returns>A handle to cancel it with.</returns>
    /// <exception cref="SimulationFault">The instant has passed.</exception>
    public EventHandle ScheduleAt(SimTime time, in EventAction action, EventPhase phase = EventPhase.State)
    {
        if (time < Now) ThrowPast(time);
        var slot = _freeSlot;
        if (slot < 0) slot = NewSlot();
        ref var entry = ref _slots[slot];
        _freeSlot = NextFreeOf(entry.Order);
        var order = EventKey.OrderOf(phase, NextSequence(), slot);
        entry.Order = order;

        // A slot is mostly reused for the target that just fired; comparing is cheaper than telling the collector of a reference again.
        if (!ReferenceEquals(entry.Target, action.Target)) entry.Target = action.Target;
        entry.Kind = action.Kind;
        entry.Index = action.Index;
        entry.Arg = action.Arg;
        Insert(new EventKey(time.Picoseconds, order));
        return new EventHandle(order);
    }

    /// <summary>Moves a pending event to another instant, behind everything already scheduled there; its action and phase stay.</summary>
    /// <param name="handle">The event; the handle is stale afterwards.</param>
    /// <param name="time">When it fires instead, not before <see cref="Now"/>.</param>
    /// <returns>The event's new handle.</returns>
    /// <exception cref="SimulationFault">The event is not pending, or the instant has passed.</exception>
    public EventHandle Reschedule(EventHandle handle, SimTime time)
    {
        Check.That(IsPending(handle), "an event that is not pending was rescheduled");
        if (time < Now) ThrowPast(time);
        var order = EventKey.OrderOf(EventKey.PhaseOf(handle.Order), NextSequence(), EventKey.SlotOf(handle.Order));
        _slots[EventKey.SlotOf(order)].Order = order;
        _withdrawn++;
        Insert(new EventKey(time.Picoseconds, order));
        SweepIfMostAreDead();
        return new EventHandle(order);
    }

    /// <summary>Cancels an event; does nothing when it has fired or was cancelled before.</summary>
    /// <param name="handle">The event.</param>
    /// <returns>Whether an event was cancelled.</returns>
    public bool Cancel(EventHandle handle)
    {
        if (!IsPending(handle)) return false;
        Release(EventKey.SlotOf(handle.Order));
        _withdrawn++;
        SweepIfMostAreDead();
        return true;
    }

    /// <summary>Whether the event has neither fired nor been cancelled.</summary>
    /// <param name="handle">The event.</param>
    public bool IsPending(EventHandle handle)
    {
        var slot = EventKey.SlotOf(handle.Order);
        return handle.IsSet && slot < _usedSlots && _slots[slot].Order == handle.Order;
    }

    /// <summary>Fires every event up to and including <paramref name="end"/>, then stands at <paramref name="end"/>.</summary>
    /// <param name="end">The instant to stop at, not before <see cref="Now"/>.</param>
    /// <exception cref="SimulationFault">
    /// The instant has passed, or an event's target threw: the fault then says when, and which events fired last.
    /// </exception>
    public void RunUntil(SimTime end)
    {
        if (end < Now) ThrowPast(end);
        _stopRequested = false;
        try
        {
            while (FireSome(end.Picoseconds))
            {
                if (_stopRequested) return;
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw SimulationFault.During(Now, Recorder.Lines(), fault);
        }

        Now = end;
    }

    /// <summary>When the next event fires; <see cref="SimTime.Max"/> when none is pending.</summary>
    public SimTime NextTime()
    {
        while (true)
        {
            _heap.Settle();
            if (_batchNext < _batchCount)
            {
                var first = _batch[_batchNext];
                if (_heap.Count == 0 || first.Before(in _heap.Least))
                {
                    if (IsAlive(first)) return new SimTime(first.Time);
                    _batchNext++;
                    continue;
                }
            }
            else if (_heap.Count == 0)
            {
                if (Refill()) continue;
                return SimTime.Max;
            }

            var least = _heap.Least;
            if (IsAlive(least)) return new SimTime(least.Time);
            _heap.TakeLeast();
        }
    }

    // A stretch at a time, because the just-in-time compiler gives its best code to a method that is called often, not to a loop that runs long.
    private bool FireSome(long end)
    {
        for (var left = 256; left > 0; left--)
        {
            if (!TryTakeUntil(end, out var key)) return false;
            ref readonly var entry = ref _slots[key.Slot];
            var action = new EventAction(entry.Target, entry.Kind, entry.Index, entry.Arg);
            Release(key.Slot);
            Now = new SimTime(key.Time);
            Fired++;
            Recorder.Note(key.Time, in action);
            action.Target.OnEvent(in action);
            if (_stopRequested) return true;
        }

        return true;
    }

    /// <summary>Lets <see cref="RunUntil"/> return after the event that is being fired.</summary>
    public void RequestStop() => _stopRequested = true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(EventKey key)
    {
        if (key.Time > _ladder.Near)
        {
            _ladder.Add(key);
            return;
        }

        _heap.Push(key);
        if (_heap.Count > _spillAbove) Spill();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTakeUntil(long end, out EventKey key)
    {
        while (true)
        {
            _heap.Settle();
            if (_batchNext < _batchCount)
            {
                key = _batch[_batchNext];
                if (_heap.Count == 0 || key.Before(in _heap.Least))
                {
                    if (key.Time > end) return false;
                    _batchNext++;
                    if (IsAlive(key)) return true;
                    continue;
                }
            }
            else if (_heap.Count == 0)
            {
                if (Refill()) continue;
                key = default;
                return false;
            }

            key = _heap.Least;
            if (key.Time > end) return false;
            _heap.TakeLeast();
            if (IsAlive(key)) return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsAlive(EventKey key) => _slots[key.Slot].Order == key.Order;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong NextSequence()
    {
        if (++_sequence >> EventKey.SequenceBits != 0) ThrowExhausted();
        return _sequence;
    }

    // A free slot's word is the next free slot plus one: below any order, whose sequence starts at one.
    private static int NextFreeOf(ulong word) => (int)word - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(int slot)
    {
        _slots[slot].Order = (ulong)(_freeSlot + 1);
        _freeSlot = slot;
    }

    private int NewSlot()
    {
        Check.That(_usedSlots < EventKey.MaxSlots, "more than 4 million events are pending");
        if (_usedSlots == _slots.Length) Array.Resize(ref _slots, Math.Min(_slots.Length * 2, EventKey.MaxSlots));
        return _usedSlots++;
    }

    // The batch and the heap are used up: the ladder's next batch. Of many events of one instant whose phases are mixed the heap makes order.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Refill()
    {
        (_batchNext, _batchCount) = (0, 0);
        if (!_ladder.TryTake(out var chain)) return false;
        if (_batch.Length < chain.Count) _batch = new EventKey[(int)BitOperations.RoundUpToPowerOf2((uint)chain.Count)];
        var keys = _batch.AsSpan(0, _ladder.Copy(chain, _slots, _batch));
        _spillAbove = Math.Max(_heapLimit, 2 * keys.Length);
        if (keys.Length > _heapLimit && !EventKey.AreSorted(keys))
        {
            _heap.Fill(keys);
            return true;
        }

        EventKey.Sort(keys);
        _batchCount = keys.Length;
        return true;
    }

    // The heap has grown: what it holds goes to the ladder, from which it comes back in batches. A batch under way is finished first.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Spill()
    {
        if (_batchNext < _batchCount) return;
        var (first, last) = EventKey.RangeOf(_heap.Keys);
        if (first == last)
        {
            _spillAbove *= 2;                                 // one instant cannot be split
            return;
        }

        _ladder.TakeBack(_heap.Keys, first, last);
        _heap.Clear();
    }

    private void SweepIfMostAreDead()
    {
        var living = Pending;
        var dead = _heap.Count + _ladder.Count + _batchCount - _batchNext - living;
        if (dead > SweepAbove && dead > living) Sweep();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Sweep()
    {
        _heap.Sweep(_slots);
        _ladder.Sweep(_slots);
        var alive = 0;
        for (var i = _batchNext; i < _batchCount; i++)
        {
            if (IsAlive(_batch[i])) _batch[alive++] = _batch[i];
        }

        (_batchNext, _batchCount) = (0, alive);
    }

    [DoesNotReturn]
    private void ThrowPast(SimTime time) => throw new SimulationFault($"time cannot run backwards: {time} lies before now ({Now})");

    [DoesNotReturn]
    private static void ThrowExhausted() => throw new SimulationFault("more than 10^12 events were scheduled in one replication");
}
