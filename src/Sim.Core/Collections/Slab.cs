using Sim.Core.Diagnostics;

namespace Sim.Core.Collections;

/// <summary>Values that travel as small whole numbers: rented, used by reference, given back. Allocates nothing once it has grown.</summary>
/// <typeparam name="T">The value type stored.</typeparam>
public sealed class Slab<T>
    where T : struct
{
    private const int InUse = -2;

    private T[] _items;
    private int[] _nextFree;
    private int _free = -1;
    private int _used;

    /// <summary>An empty slab.</summary>
    /// <param name="capacity">Values expected at one time.</param>
    public Slab(int capacity = 256)
    {
        Check.That(capacity > 0, "slab capacity must be positive");
        _items = new T[capacity];
        _nextFree = new int[capacity];
    }

    /// <summary>Values rented and not given back.</summary>
    public int Rented { get; private set; }

    /// <summary>The value of an id. The reference is good until the next <see cref="Rent"/>.</summary>
    public ref T this[int id] => ref _items[id];

    /// <summary>Rents a cleared value.</summary>
    /// <returns>Its id.</returns>
    public int Rent()
    {
        Rented++;
        if (_free >= 0)
        {
            var id = _free;
            _free = _nextFree[id];
            _nextFree[id] = InUse;
            _items[id] = default;
            return id;
        }

        if (_used == _items.Length)
        {
            Array.Resize(ref _items, _items.Length * 2);
            Array.Resize(ref _nextFree, _nextFree.Length * 2);
        }

        _nextFree[_used] = InUse;
        return _used++;
    }

    /// <summary>Gives a value back.</summary>
    /// <param name="id">An id from <see cref="Rent"/>, given back once.</param>
    /// <exception cref="SimulationFault">The id is not rented: never given out, or given back before.</exception>
    public void Return(int id)
    {
        Check.That((uint)id < (uint)_used && _nextFree[id] == InUse, "a slab id was given back that is not rented");
        Rented--;
        _nextFree[id] = _free;
        _free = id;
    }
}
