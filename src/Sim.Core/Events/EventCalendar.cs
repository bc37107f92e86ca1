using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Core.Events;

/// <summary>The pending events of one replication, ordered by (time, phase, sequence), and the loop that fires them.</summary>
/// <remarks>
/// A 4-ary heap of reference-free keys beside a slab of actions. Cancelling bumps the slot's generation; the dead key is skipped when it
/// surfaces, and the heap is rebuilt when most keys are dead. Scheduling, firing and cancelling allocate nothing once the arrays have grown.
/// One thread only.
/// </remarks>
public sealed class EventCalendar
{
    private const int Arity = 4;
    private const int PhaseShift = 62;
    private const int CompactAbove = 1024;

    private Key[] _heap;
    private Slot[] _slots;
    private int _heapCount;
    private int _freeSlot = -1;
    private int _usedSlots;
    private int _live;
    private ulong _sequence;
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
        var slot = _freeSlot;
        if (slot >= 0) _freeSlot = _slots[slot].NextFree;
        else slot = NewSlot();

        ref var entry = ref _slots[slot];
        entry.Action = action;
        if (_heapCount == _heap.Length) GrowHeap();
        var order = ((ulong)phase << PhaseShift) | _sequence++;
        SiftUp(_heapCount++, new Key(time.Picoseconds, order, slot, entry.Generation));
        _live++;
        return new EventHandle(slot, entry.Generation);
    }

    /// <summary>Cancels an event; does nothing when it has fired or was cancelled before.</summary>
    /// <param name="handle">The event.</param>
    /// <returns>Whether an event was cancelled.</returns>
    public bool Cancel(EventHandle handle)
    {
        if (!IsPending(handle)) return false;
        Release(handle.SlotPlusOne - 1);
        _live--;
        if (_heapCount > CompactAbove && _heapCount > 2 * _live) Compact();
        return true;
    }

    /// <summary>Whether the event has neither fired nor been cancelled.</summary>
    /// <param name="handle">The event.</param>
    public bool IsPending(EventHandle handle)
    {
        var slot = handle.SlotPlusOne - 1;
        return (uint)slot < (uint)_usedSlots && _slots[slot].Generation == handle.Generation;
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

    private bool TryTakeUntil(long end, out long time, out EventAction action)
    {
        while (_heapCount > 0)
        {
            ref readonly var root = ref _heap[0];
            time = root.Time;
            if (time > end) break;
            var slot = root.Slot;
            var alive = _slots[slot].Generation == root.Generation;
            RemoveRoot();
            if (!alive) continue;
            action = _slots[slot].Action;
            Release(slot);
            _live--;
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
        entry.Generation++;
        entry.NextFree = _freeSlot;
        _freeSlot = slot;
    }

    private int NewSlot()
    {
        if (_usedSlots == _slots.Length) Array.Resize(ref _slots, _slots.Length * 2);
        return _usedSlots++;
    }

    private void GrowHeap() => Array.Resize(ref _heap, _heap.Length * 2);

    private void RemoveRoot()
    {
        var last = _heap[--_heapCount];
        if (_heapCount > 0) SiftDown(0, last);
    }

    private void SiftUp(int hole, Key key)
    {
        var heap = _heap;
        while (hole > 0)
        {
            var parent = (hole - 1) / Arity;
            if (!key.Before(in heap[parent])) break;
            heap[hole] = heap[parent];
            hole = parent;
        }

        heap[hole] = key;
    }

    private void SiftDown(int hole, Key key)
    {
        var heap = _heap;
        var count = _heapCount;
        while (true)
        {
            var first = (hole * Arity) + 1;
            if (first >= count) break;
            var end = Math.Min(first + Arity, count);
            var least = first;
            for (var child = first + 1; child < end; child++)
            {
                if (heap[child].Before(in heap[least])) least = child;
            }

            if (!heap[least].Before(in key)) break;
            heap[hole] = heap[least];
            hole = least;
        }

        heap[hole] = key;
    }

    private void Compact()
    {
        var kept = 0;
        for (var i = 0; i < _heapCount; i++)
        {
            if (_slots[_heap[i].Slot].Generation == _heap[i].Generation) _heap[kept++] = _heap[i];
        }

        _heapCount = kept;
        for (var i = (kept - 2) / Arity; i >= 0; i--) SiftDown(i, _heap[i]);
    }

    [DoesNotReturn]
    private void ThrowPast(SimTime time) => throw new SimulationFault($"time cannot run backwards: {time} lies before now ({Now})");

    private readonly struct Key(long time, ulong order, int slot, uint generation)
    {
        public readonly long Time = time;
        public readonly ulong Order = order;
        public readonly int Slot = slot;
        public readonly uint Generation = generation;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Before(in Key other) => Time < other.Time || (Time == other.Time && Order < other.Order);
    }

    private struct Slot
    {
        public EventAction Action;
        public uint Generation;
        public int NextFree;
    }
}
