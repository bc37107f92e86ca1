using Sim.Core.Time;

namespace Sim.Models.Hardware.Network;

/// <summary>One direction of a wire: one thing at a time, first come first served.</summary>
/// <remarks>
/// Models a single server with first-come first-served order, kept as the instant the wire falls free, so that queueing on it needs no event
/// of its own. Leaves out errors, pauses and an order other than arrival. Source: D. V. Lindley, "The theory of queues with a single server",
/// 1952 (the recursion start = max(arrival, end of the one before)). Page: docs/models/nic.md.
/// </remarks>
public sealed class FifoLink
{
    private SimTime _free;
    private SimDuration _accepted;

    /// <summary>When everything accepted so far is sent.</summary>
    public SimTime FreeAt => _free;

    /// <summary>Accepts something to send.</summary>
    /// <param name="now">The current time; never goes back.</param>
    /// <param name="length">How long it holds the wire.</param>
    /// <returns>When its last bit is sent.</returns>
    public SimTime Send(SimTime now, SimDuration length)
    {
        _accepted += length;
        return _free = (_free > now ? _free : now) + length;
    }

    /// <summary>Time the wire was occupied from the last reset to <paramref name="now"/>, exactly.</summary>
    public SimDuration BusyTimeAt(SimTime now) => _accepted - Ahead(now);

    /// <summary>Forgets the past and keeps what is still to be sent: the end of the warm-up.</summary>
    public void ResetStatistics(SimTime now) => _accepted = Ahead(now);

    // From now until it falls free the wire is never idle, so what lies ahead is exactly the rest.
    private SimDuration Ahead(SimTime now) => _free > now ? _free - now : SimDuration.Zero;
}
