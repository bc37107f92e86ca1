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

    private readonly void SiftDown(int hole, EventKey key)
    {
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_keys);
        var count = _count;
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
}
