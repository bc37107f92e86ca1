using Sim.Core.Diagnostics;

namespace Sim.Core.Collections;

/// <summary>First in, first out over small ids, such as those of a <see cref="Slab{T}"/>; any id may leave from the middle in constant time.</summary>
/// <remarks>A doubly linked list in two arrays by id: grows with the largest id, and allocates nothing once it has grown.</remarks>
public sealed class IdQueue
{
    private const int None = -1;
    private const int Absent = -2;

    private int[] _next;
    private int[] _previous;
    private int _head = None;
    private int _tail = None;

    /// <summary>An empty queue.</summary>
    /// <param name="capacity">Ids expected, 1 or more; the queue grows beyond it.</param>
    public IdQueue(int capacity = 16)
    {
        Check.That(capacity > 0, "queue capacity must be positive");
        _next = new int[capacity];
        _previous = new int[capacity];
        Array.Fill(_previous, Absent);
    }

    /// <summary>Ids queued.</summary>
    public int Count { get; private set; }

    /// <summary>The id that queues longest; -1 when the queue is empty.</summary>
    public int First => _head;

    /// <summary>The id that came last; -1 when the queue is empty.</summary>
    public int Last => _tail;

    /// <summary>The id behind a queued one; -1 behind the last.</summary>
    /// <param name="id">A queued id.</param>
    public int After(int id) => _next[id];

    /// <summary>Whether the id is queued.</summary>
    /// <param name="id">0 or more.</param>
    public bool Contains(int id) => (uint)id < (uint)_previous.Length && _previous[id] != Absent;

    /// <summary>Adds an id at the tail.</summary>
    /// <param name="id">0 or more, not queued.</param>
    /// <exception cref="SimulationFault">The id is negative or queued already.</exception>
    public void Enqueue(int id)
    {
        Check.That(id >= 0, "a queued id must not be negative");
        if (id >= _previous.Length) Grow(id);
        Check.That(_previous[id] == Absent, "an id was queued twice");
        _previous[id] = _tail;
        _next[id] = None;
        if (_tail >= 0) _next[_tail] = id;
        else _head = id;
        _tail = id;
        Count++;
    }

    /// <summary>Takes the id that queues longest.</summary>
    /// <param name="id">The id, when there is one.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryDequeue(out int id)
    {
        id = _head;
        if (id < 0) return false;
        Unlink(id);
        return true;
    }

    /// <summary>Takes an id out, wherever it stands.</summary>
    /// <param name="id">The id.</param>
    /// <returns>Whether it was queued.</returns>
    public bool Remove(int id)
    {
        if (!Contains(id)) return false;
        Unlink(id);
        return true;
    }

    private void Unlink(int id)
    {
        var (previous, next) = (_previous[id], _next[id]);
        if (previous >= 0) _next[previous] = next;
        else _head = next;
        if (next >= 0) _previous[next] = previous;
        else _tail = previous;
        _previous[id] = Absent;
        Count--;
    }

    private void Grow(int id)
    {
        var old = _previous.Length;
        var size = Math.Max(id + 1, old * 2);
        Array.Resize(ref _next, size);
        Array.Resize(ref _previous, size);
        Array.Fill(_previous, Absent, old, size - old);
    }
}
