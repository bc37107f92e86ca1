using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sim.Core.Events;

/// <summary>Where a pending event stands in the total order: its instant, then phase, sequence and slot in one word.</summary>
internal readonly struct EventKey(long time, ulong order)
{
    public const int SlotBits = 22;
    public const int SequenceBits = 40;
    /// <summary>One less than the bits allow, so that a free slot's word stays below every order.</summary>
    public const int MaxSlots = (1 << SlotBits) - 1;

    public readonly long Time = time;
    public readonly ulong Order = order;

    public int Slot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SlotOf(Order);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SlotOf(ulong order) => (int)order & ((1 << SlotBits) - 1);

    public static EventPhase PhaseOf(ulong order) => (EventPhase)(order >> (SequenceBits + SlotBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OrderOf(EventPhase phase, ulong sequence, int slot) =>
        ((ulong)phase << (SequenceBits + SlotBits)) | (sequence << SlotBits) | (uint)slot;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Before(in EventKey other) => Time < other.Time || (Time == other.Time && Order < other.Order);

    public static bool AreSorted(ReadOnlySpan<EventKey> keys)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i].Before(in keys[i - 1])) return false;
        }

        return true;
    }

    /// <summary>Insertion sort: for few keys, or many that are sorted.</summary>
    public static void Sort(Span<EventKey> keys)
    {
        ref var start = ref MemoryMarshal.GetReference(keys);
        for (var i = 1; i < keys.Length; i++)
        {
            var key = Unsafe.Add(ref start, i);
            var hole = i;
            for (; hole > 0 && key.Before(in Unsafe.Add(ref start, hole - 1)); hole--) Unsafe.Add(ref start, hole) = Unsafe.Add(ref start, hole - 1);
            Unsafe.Add(ref start, hole) = key;
        }
    }

    public static (long First, long Last) RangeOf(ReadOnlySpan<EventKey> keys)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (ref readonly var key in keys) (first, last) = (Math.Min(first, key.Time), Math.Max(last, key.Time));
        return (first, last);
    }
}
