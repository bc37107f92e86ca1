using Sim.Core.Diagnostics;

namespace Sim.Core.Collections;

/// <summary>Small ids, such as those of a <see cref="Slab{T}"/>, by least key; any id may leave from the middle in logarithmic time.</summary>
/// <remarks>
/// A binary heap with the position of every id beside it; allocates nothing once it has grown. Keys that may compare equal need a sequence
/// number in them where the order of equals matters.
/// </remarks>
/// <typeparam name="TKey">The order; a value type, so that comparing is a direct call.</typeparam>
public sealed class IndexedHeap<TKey>
    where TKey : struct, IHeapKey<TKey>
{
    private const int Absent = -1;

    private (TKey Key, int Id)[] _heap;
    private int[] _positions;

    /// <summary>An empty heap.</summary>
    /// <param name="capacity">Ids expected, 1 or more; the heap grows beyond it.</param>
    public IndexedHeap(int capacity = 16)
    {
        Check.That(capacity > 0, "heap capacity must be positive");
        _heap = new (TKey, int)[capacity];
        _positions = new int[capacity];
        Array.Fill(_positions, Absent);
    }

    /// <summary>Ids in the heap.</summary>
    public int Count { get; private set; }

    /// <summary>The id of the least key; -1 when the heap is empty.</summary>
    public int First => Count > 0 ? _heap[0].Id : -1;

    /// <summary>Whether the id is in the heap.</summary>
    /// <param name="id">0 or more.</param>
    public bool Contains(int id) => (uint)id < (uint)_positions.Length && _positions[id] != Absent;

    /// <summary>The key of an id in the heap.</summary>
    /// <param name="id">An id in the heap.</param>
    /// <exception cref="SimulationFault">The id is not in the heap.</exception>
    public TKey KeyOf(int id)
    {
        Check.That(Contains(id), "the key of an id that is not in the heap was asked for");
        return _heap[_positions[id]].Key;
    }

    /// <summary>Adds an id.</summary>
    /// <param name="id">0 or more, not in the heap.</param>
    /// <param name="key">Its place in the order.</param>
    /// <exception cref="SimulationFault">The id is negative or in the heap already.</exception>
    public void Add(int id, in TKey key)
    {
        Check.That(id >= 0, "an id in a heap must not be negative");
        if (id >= _positions.Length) GrowPositions(id);
        Check.That(_positions[id] == Absent, "an id was added to a heap twice");
        if (Count == _heap.Length) Array.Resize(ref _heap, _heap.Length * 2);
        SiftUp(Count++, (key, id));
    }

    /// <summary>Takes the id of the least key.</summary>
    /// <param name="id">The id, when there is one.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTakeFirst(out int id)
    {
        id = First;
        return id >= 0 && Remove(id);
    }

    /// <summary>Takes an id out, wherever it stands.</summary>
    /// <param name="id">The id.</param>
    /// <returns>Whether it was in the heap.</returns>
    public bool Remove(int id)
    {
        if (!Contains(id)) return false;
        var hole = _positions[id];
        _positions[id] = Absent;
        var last = _heap[--Count];
        if (hole == Count) return true;

        // The last entry comes from another branch, so it may belong above the hole as well as below.
        if (hole > 0 && last.Key.Before(in _heap[(hole - 1) / 2].Key)) SiftUp(hole, last);
        else SiftDown(hole, last);
        return true;
    }

    /// <summary>Replaces every key by a function of it that keeps their order, e.g. to move the origin of a clock.</summary>
    /// <typeparam name="TArgument">What the function needs beside the key.</typeparam>
    /// <param name="argument">Passed to the function, so that it can be static.</param>
    /// <param name="map">A non-decreasing function.</param>
    public void MapKeys<TArgument>(TArgument argument, Func<TKey, TArgument, TKey> map)
    {
        for (var i = 0; i < Count; i++) _heap[i].Key = map(_heap[i].Key, argument);
    }

    private void SiftUp(int hole, in (TKey Key, int Id) entry)
    {
        while (hole > 0)
        {
            var parent = (hole - 1) / 2;
            if (!entry.Key.Before(in _heap[parent].Key)) break;
            Place(hole, in _heap[parent]);
            hole = parent;
        }

        Place(hole, in entry);
    }

    private void SiftDown(int hole, in (TKey Key, int Id) entry)
    {
        while (true)
        {
            var child = (2 * hole) + 1;
            if (child >= Count) break;
            if (child + 1 < Count && _heap[child + 1].Key.Before(in _heap[child].Key)) child++;
            if (!_heap[child].Key.Before(in entry.Key)) break;
            Place(hole, in _heap[child]);
            hole = child;
        }

        Place(hole, in entry);
    }

    private void Place(int position, in (TKey Key, int Id) entry)
    {
        _heap[position] = entry;
        _positions[entry.Id] = position;
    }

    private void GrowPositions(int id)
    {
        var old = _positions.Length;
        Array.Resize(ref _positions, Math.Max(id + 1, old * 2));
        Array.Fill(_positions, Absent, old, _positions.Length - old);
    }
}
