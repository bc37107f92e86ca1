namespace Sim.Core.Resources;

/// <summary>Names one request at the resource that issued it; stale once the request has left. Good at no other resource.</summary>
/// <remarks>
/// One number, so that it can travel as the argument of an event: <c>new EventAction(this, kind, index, ticket.Value)</c> and back by
/// <c>new ResourceTicket(action.Arg)</c>. Slot in the low word, generation in the high word; it could be mistaken only after 2^31 reuses of its slot.
/// </remarks>
/// <param name="Value">The number; 0 names no request.</param>
public readonly record struct ResourceTicket(long Value)
{
    internal ResourceTicket(int slot, int generation)
        : this(((long)generation << 32) | (uint)slot)
    {
    }

    /// <summary>No request: what a refused one gets.</summary>
    public static ResourceTicket None => default;

    /// <summary>Whether the request was taken; false when it was refused (balked). A stale ticket still says true.</summary>
    public bool IsSet => Value != 0;

    internal int Slot => (int)Value;

    internal int Generation => (int)(Value >> 32);
}
