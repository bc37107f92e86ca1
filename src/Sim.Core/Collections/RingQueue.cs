using System.Runtime.CompilerServices;
using Sim.Core.Diagnostics;

namespace Sim.Core.Collections;

/// <summary>First in, first out; grows, and allocates nothing once it has grown. Items may also be put back at the head.</summary>
/// <typeparam name="T">What waits.</typeparam>
public sealed class RingQueue<T>
{
    private T[] _items;
    private int _head;

    /// <summary>An empty queue.</summary>
    /// <param name="capacity">Items expected; rounded up to a power of two.</param>
    public RingQueue(int capacity = 16)
    {
        Check.That(capacity > 0, "queue capacity must be positive");
        _items = new T[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity)];
    }

    /// <summary>Items waiting.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an item at the tail.</summary>
    public void Enqueue(in T item)
    {
        if (Count == _items.Length) Grow();
        _items[(_head + Count++) & (_items.Length - 1)] = item;
    }

    /// <summary>Puts an item in front of all others.</summary>
    public void PutBack(in T item)
    {
        if (Count == _items.Length) Grow();
        _head = (_head - 1) & (_items.Length - 1);
        _items[_head] = item;
        Count++;
    }

    /// <summary>Takes the item that waited longest.</summary>
    /// <param name="item">The item, when there is one.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryDequeue(out T item)
    {
        if (Count == 0)
        {
            item = default!;
            return false;
        }

        item = _items[_head];
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) _items[_head] = default!;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        return true;
    }

    /// <summary>The item that waited longest, left in place. The queue must not be empty.</summary>
    public ref readonly T Peek()
    {
        Check.That(Count > 0, "peek into an empty queue");
        return ref _items[_head];
    }

    private void Grow()
    {
        var grown = new T[_items.Length * 2];
        for (var i = 0; i < Count; i++) grown[i] = _items[(_head + i) & (_items.Length - 1)];
        _items = grown;
        _head = 0;
    }
}
