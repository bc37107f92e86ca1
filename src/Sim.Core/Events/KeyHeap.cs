using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sim.Core.Events;

/// <summary>A 4-ary heap of keys, least first. The root that was taken stays open until the next push fills it.</summary>
/// <remarks>
/// An open root saves a pass for the usual event that schedules its successor. The loops run over arrays whose bounds hold by construction
/// (hole &lt; count &lt;= length), so they go by reference: the checks cost a tenth of the hold model.
/// </remarks>
internal struct KeyHeap
{
    private const int Arity = 4;

    private EventKey[] _keys;
    private int _count;
    private bool _rootIsOpen;

    public KeyHeap(int capacity) => _keys = new EventKey[capacity];

    /// <summary>Keys held, dead ones included; <see cref="Settle"/> comes first.</summary>
    public readonly int Count => _count;

    /// <summary>The keys in no order; <see cref="Settle"/> comes first.</summary>
    public readonly ReadOnlySpan<EventKey> Keys => _keys.AsSpan(0, _count);

    /// <summary>The least key; there is one, and the root is not open.</summary>
    public readonly ref readonly EventKey Least
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref MemoryMarshal.GetArrayDataReference(_keys);
    }

    /// <summary>Closes the root that was taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Settle()
    {
        if (_rootIsOpen) CloseRoot();
    }

    /// <summary>Takes the least key away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TakeLeast() => _rootIsOpen = true;

    public void Push(EventKey key)
    {
        if (_rootIsOpen)
        {
            _rootIsOpen = false;
            SiftDown(0, key);
            return;
        }

        if (_count == _keys.Length) Array.Resize(ref _keys, _count * 2);
        SiftUp(_count++, key);
    }

    /// <summary>Takes keys in any order into an empty heap.</summary>
    public void Fill(ReadOnlySpan<EventKey> keys)
    {
        if (keys.Length > _keys.Length) _keys = new EventKey[keys.Length];
        keys.CopyTo(_keys);
        (_count, _rootIsOpen) = (keys.Length, false);
        Heapify();
    }

    /// <summary>Drops every dead key.</summary>
    /// <param name="slots">What keys stand for, by slot.</param>
    public void Sweep(EventSlot[] slots)
    {
        _rootIsOpen = false;                                  // an open root holds the key of a fired event, which is dead
        var alive = 0;
        for (var i = 0; i < _count; i++)
        {
            if (slots[_keys[i].Slot].Order == _keys[i].Order) _keys[alive++] = _keys[i];
        }

        _count = alive;
        Heapify();
    }

    public void Clear() => (_count, _rootIsOpen) = (0, false);

    private readonly void Heapify()
    {
        for (var i = (_count - 2) / Arity; i >= 0; i--) SiftDown(i, _keys[i]);
    }

    private void CloseRoot()
    {
        _rootIsOpen = false;
        var last = _keys[--_count];
        if (_count > 0) SiftDown(0, last);
    }

    // By time alone and without branches, which could not be predicted; ties are told apart by their order on a path of its own.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LeastOfFour(ref EventKey keys)
    {
        var (time0, time1) = (keys.Time, Unsafe.Add(ref keys, 1).Time);
        var (time2, time3) = (Unsafe.Add(ref keys, 2).Time, Unsafe.Add(ref keys, 3).Time);
        var left = Bit(time1 < time0);
        var right = Bit(time3 < time2);
        var leftTime = time0 ^ ((time0 ^ time1) & -(long)left);
        var rightTime = time2 ^ ((time2 ^ time3) & -(long)right);
        if ((Bit(time0 == time1) | Bit(time2 == time3) | Bit(leftTime == rightTime)) != 0) return LeastOfTies(ref keys);
        return left + ((2 + right - left) & -Bit(rightTime < leftTime));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LeastOfTies(ref EventKey keys)
    {
        var least = 0;
        for (var i = 1; i < Arity; i++)
        {
            if (Unsafe.Add(ref keys, i).Before(in Unsafe.Add(ref keys, least))) least = i;
        }

        return least;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bit(bool holds) => Unsafe.BitCast<bool, byte>(holds);

    private readonly void SiftUp(int hole, EventKey key)
    {
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_keys);
        while (hole > 0)
        {
            var parent = (int)((uint)(hole - 1) / Arity);
            if (!key.Before(in Unsafe.Add(ref heap, parent))) break;
            Unsafe.Add(ref heap, hole) = Unsafe.Add(ref heap, parent);
            hole = parent;
        }

        Unsafe.Add(ref heap, hole) = key;
    }

    // Along the least children to a leaf, then up to where the key belongs. That compares the key only near the leaves, where most belong, and the
    // way down does not wait for the key, whose time has mostly just been drawn.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void SiftDown(int top, EventKey key)
    {
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_keys);
        var (hole, count) = (top, _count);
        var first = (hole * Arity) + 1;
        for (; first + Arity <= count; first = (hole * Arity) + 1)
        {
            var least = first + LeastOfFour(ref Unsafe.Add(ref heap, first));
            Unsafe.Add(ref heap, hole) = Unsafe.Add(ref heap, least);
            hole = least;
        }

        if (first < count)
        {
            var least = first;
            for (var child = first + 1; child < count; child++)
            {
                if (Unsafe.Add(ref heap, child).Before(in Unsafe.Add(ref heap, least))) least = child;
            }

            Unsafe.Add(ref heap, hole) = Unsafe.Add(ref heap, least);
            hole = least;
        }

        while (hole > top)
        {
            var parent = (int)((uint)(hole - 1) / Arity);
            if (!key.Before(in Unsafe.Add(ref heap, parent))) break;
            Unsafe.Add(ref heap, hole) = Unsafe.Add(ref heap, parent);
            hole = parent;
        }

        Unsafe.Add(ref heap, hole) = key;
    }
}
