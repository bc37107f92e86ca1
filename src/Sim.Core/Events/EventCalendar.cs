using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Core.Events;

/// <summary>The pending events of one replication, ordered by (time, phase, sequence), and the loop that fires them.</summary>
/// <remarks>
/// A 4-ary heap of 16-byte keys without references beside a slab of actions. The low word of a key is unique: phase, sequence and slot; a
/// key is alive while its slot still holds that word, so cancelling clears it, the dead key is skipped when it surfaces, and the heap is
/// rebuilt when most keys are dead. The root of a fired event stays open until the next schedule fills it, which saves a pass for the usual
/// event that schedules its successor. Scheduling, firing and cancelling allocate nothing once the arrays have grown. One thread only.
/// </remarks>
public sealed class EventCalendar
{
    private const int Arity = 4;
    private const int SlotBits = 22;
    private const int SequenceBits = 40;
    private const ulong SlotMask = (1UL << SlotBits) - 1;
    private const ulong NoOrder = 0;
    private const int CompactAbove = 1024;

    private Key[] _heap;
    private Slot[] _slots;
    private int _heapCount;
    private int _freeSlot = -1;
    private int _usedSlots;
    private int _live;
    private ulong _sequence;
    private bool _rootIsOpen;
    private bool _stopRequested;

    /// <summary>An empty calendar at time zero.</summary>
    /// <param name="capacity">Pending events expected, 1 or more; the calendar grows beyond it.</param>
    public EventCalendar(int capacity = 1024)
    {
        Check.That(capacity > 0, "calendar capacity must be positive");
        _heap = new Key[capacity];
        _slots = new Slot[capacity];
    }

    /// <summary>The current simulated time.</summary>
    public SimTime Now { get; private set; }

    /// <summary>Events scheduled and neither fired nor cancelled.</summary>
    public int Pending => _live;

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
        if (++_sequence >> SequenceBits != 0) ThrowExhausted();
        var slot = _freeSlot;
        if (slot >= 0) _freeSlot = _slots[slot].NextFree;
        else slot = NewSlot();

        var order = ((ulong)phase << (SequenceBits + SlotBits)) | (_sequence << SlotBits) | (uint)slot;
        ref var entry = ref _slots[slot];
        entry.Action = action;
        entry.Order = order;
        _live++;
        if (_rootIsOpen)
        {
            _rootIsOpen = false;
            SiftDown(0, new Key(time.Picoseconds, order));
        }
        else
        {
            if (_heapCount == _heap.Length) GrowHeap();
            SiftUp(_heapCount++, new Key(time.Picoseconds, order));
        }

        return new EventHandle(order);
    }

    /// <summary>Cancels an event; does nothing when it has fired or was cancelled before.</summary>
    /// <param name="handle">The event.</param>
    /// <returns>Whether an event was cancelled.</returns>
    public bool Cancel(EventHandle handle)
    {
        if (!IsPending(handle)) return false;
        Release((int)(handle.Order & SlotMask));
        _live--;
        if (_heapCount > CompactAbove && _heapCount > 2 * _live) Compact();
        return true;
    }

    /// <summary>Whether the event has neither fired nor been cancelled.</summary>
    /// <param name="handle">The event.</param>
    public bool IsPending(EventHandle handle)
    {
        var slot = (int)(handle.Order & SlotMask);
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
            while (TryTakeUntil(end.Picoseconds, out var time, out var action))
            {
                Now = new SimTime(time);
                Fired++;
                Recorder.Note(time, in action);
                action.Target.OnEvent(in action);
                if (_stopRequested) return;
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw SimulationFault.During(Now, Recorder.Lines(), fault);
        }

        Now = end;
    }

    /// <summary>Lets <see cref="RunUntil"/> return after the event that is being fired.</summary>
    public void RequestStop() => _stopRequested = true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTakeUntil(long end, out long time, out EventAction action)
    {
        if (_rootIsOpen) CloseRoot();
        while (_heapCount > 0)
        {
            var root = _heap[0];
            if (root.Time > end) break;
            var slot = (int)(root.Order & SlotMask);
            ref var entry = ref _slots[slot];
            if (entry.Order != root.Order)
            {
                CloseRoot();
                continue;
            }

            time = root.Time;
            action = entry.Action;
            Release(slot);
            _live--;
            _rootIsOpen = true;
            return true;
        }

        time = 0;
        action = default;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(int slot)
    {
        ref var entry = ref _slots[slot];
        entry.Order = NoOrder;
        entry.NextFree = _freeSlot;
        _freeSlot = slot;
    }

    private int NewSlot()
    {
        Check.That(_usedSlots <= (int)SlotMask, "more than 4 million events are pending");
        if (_usedSlots == _slots.Length) Array.Resize(ref _slots, _slots.Length * 2);
        return _usedSlots++;
    }

    private void GrowHeap() => Array.Resize(ref _heap, _heap.Length * 2);

    private void CloseRoot()
    {
        _rootIsOpen = false;
        var last = _heap[--_heapCount];
        if (_heapCount > 0) SiftDown(0, last);
    }

    // The two loops below run once an event over arrays whose bounds hold by construction (hole < _heapCount <= _heap.Length), so they go by
    // reference: the checks cost a tenth of the hold model.
    private void SiftUp(int hole, Key key)
    {
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        while (hole > 0)
        {
            var parent = (int)((uint)(hole - 1) / Arity);
            if (!key.Before(in Unsafe.Add(ref heap, parent))) break;
            Unsafe.Add(ref heap, hole) = Unsafe.Add(ref heap, parent);
            hole = parent;
        }

        Unsafe.Add(ref heap, hole) = key;
    }

    private void SiftDown(int hole, Key key)
    {
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        var count = _heapCount;
        while (true)
        {
            var first = (hole * Arity) + 1;
            if (first >= count) break;
            int least;
            if (first + Arity <= count)
            {
                ref var children = ref Unsafe.Add(ref heap, first);
                var left = Unsafe.Add(ref children, 1).Before(in children) ? 1 : 0;
                var right = Unsafe.Add(ref children, 3).Before(in Unsafe.Add(ref children, 2)) ? 3 : 2;
                least = first + (Unsafe.Add(ref children, right).Before(in Unsafe.Add(ref children, left)) ? right : left);
            }
            else
            {
                least = first;
                for (var child = first + 1; child < count; child++)
                {
                    if (Unsafe.Add(ref heap, child).Before(in Unsafe.Add(ref heap, least))) least = child;
                }
            }

            if (!Unsafe.Add(ref heap, least).Before(in key)) break;
            Unsafe.Add(ref heap, hole) = Unsafe.Add(ref heap, least);
            hole = least;
        }

        Unsafe.Add(ref heap, hole) = key;
    }

    private void Compact()
    {
        _rootIsOpen = false;                                  // an open root holds the key of a fired event, which is dead
        var kept = 0;
        for (var i = 0; i < _heapCount; i++)
        {
            var key = _heap[i];
            if (_slots[key.Order & SlotMask].Order == key.Order) _heap[kept++] = key;
        }

        _heapCount = kept;
        for (var i = (kept - 2) / Arity; i >= 0; i--) SiftDown(i, _heap[i]);
    }

    [DoesNotReturn]
    private void ThrowPast(SimTime time) => throw new SimulationFault($"time cannot run backwards: {time} lies before now ({Now})");

    [DoesNotReturn]
    private static void ThrowExhausted() => throw new SimulationFault("more than 10^12 events were scheduled in one replication");

    private readonly struct Key(long time, ulong order)
    {
        public readonly long Time = time;
        public readonly ulong Order = order;

        // With branches on purpose: their speculation fetches the next level from memory early. Without them a million pending events took
        // 40 % longer, and a hundred no less.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Before(in Key other) => Time < other.Time || (Time == other.Time && Order < other.Order);
    }

    private struct Slot
    {
        public EventAction Action;
        public ulong Order;
        public int NextFree;
    }
}
