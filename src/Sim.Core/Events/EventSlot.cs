namespace Sim.Core.Events;

/// <summary>What a pending event does, at a place that does not move while its key does.</summary>
/// <remarks>
/// Thirty-two bytes, two to a cache line. <see cref="Order"/> is that of the key while the event is pending, so that a key, or a handle, is
/// alive exactly while its slot holds the same word; a free slot holds the next free one there, which is below any order.
/// </remarks>
internal struct EventSlot
{
    public IEventTarget Target;
    public int Kind;
    public int Index;
    public long Arg;
    public ulong Order;
}
