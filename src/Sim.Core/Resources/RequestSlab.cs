using Sim.Core.Collections;

namespace Sim.Core.Resources;

/// <summary>Requests by ticket: a slab whose ids carry a generation, odd while rented, so that a stale ticket is told from a good one.</summary>
/// <typeparam name="T">What is known of a request.</typeparam>
internal sealed class RequestSlab<T>(int capacity = 16)
    where T : struct
{
    private readonly Slab<T> _slab = new(capacity);
    private int[] _generations = new int[capacity];

    public ref T this[int id] => ref _slab[id];

    public int Rent()
    {
        var id = _slab.Rent();
        if (id >= _generations.Length) Array.Resize(ref _generations, _generations.Length * 2);
        _generations[id]++;
        return id;
    }

    public void Return(int id)
    {
        _generations[id] = (_generations[id] + 1) & int.MaxValue;  // the largest is odd, so after it comes zero, which is even
        _slab[id] = default;                                      // a request that left must not keep its owner alive
        _slab.Return(id);
    }

    public ResourceTicket TicketOf(int id) => new(id, _generations[id]);

    public bool TryFind(ResourceTicket ticket, out int id)
    {
        id = ticket.Slot;
        return (ticket.Generation & 1) != 0 && (uint)id < (uint)_generations.Length && _generations[id] == ticket.Generation;
    }
}
