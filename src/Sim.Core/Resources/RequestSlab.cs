using Sim.Core.Collections;

namespace Sim.Core.Resources;

/// <summary>Requests by ticket: a slab whose ids carry a generation, so that a stale ticket is told from a good one.</summary>
/// <typeparam name="T">What is known of a request.</typeparam>
internal sealed class RequestSlab<T>(int capacity = 16)
    where T : struct
{
    private readonly Slab<T> _slab = new(capacity);
    private int[] _generations = NewGenerations(capacity);

    public ref T this[int id] => ref _slab[id];

    public int Rent()
    {
        var id = _slab.Rent();
        if (id >= _generations.Length) Grow();
        return id;
    }

    public void Return(int id)
    {
        // Generations stay above zero, so that no ticket is the number zero and none is negative.
        _generations[id] = _generations[id] == int.MaxValue ? 1 : _generations[id] + 1;
        _slab[id] = default;                                      // a request that left must not keep its owner alive
        _slab.Return(id);
    }

    public ResourceTicket TicketOf(int id) => new(id, _generations[id]);

    // Returning bumps the generation, so an equal one means that the request is here.
    public bool TryFind(ResourceTicket ticket, out int id)
    {
        id = ticket.Slot;
        return ticket.IsSet && (uint)id < (uint)_generations.Length && _generations[id] == ticket.Generation;
    }

    private void Grow()
    {
        var grown = NewGenerations(_generations.Length * 2);
        _generations.CopyTo(grown, 0);
        _generations = grown;
    }

    private static int[] NewGenerations(int length)
    {
        var generations = new int[length];
        Array.Fill(generations, 1);
        return generations;
    }
}
