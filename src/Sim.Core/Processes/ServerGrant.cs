using Sim.Core.Diagnostics;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>A server that a coroutine holds, or why it holds none; <c>using var server = await pool.Acquire();</c> gives it back at the end.</summary>
public readonly record struct ServerGrant : IDisposable
{
    private readonly ServerPool? _pool;

    internal ServerGrant(ServerPool pool, ResourceTicket ticket, WaitResult result) => (_pool, Ticket, Result) = (pool, ticket, result);

    /// <summary>How the wait for the server ended.</summary>
    public WaitResult Result { get; }

    /// <summary>Names the request at the pool; none unless granted.</summary>
    public ResourceTicket Ticket { get; }

    /// <summary>Whether the server was granted; it may have been released or lost since.</summary>
    public bool IsGranted => Ticket.IsSet;

    /// <summary>Whether the server is held now.</summary>
    public bool IsHeld => _pool is not null && _pool.IsServed(Ticket);

    /// <summary>Gives the server back.</summary>
    /// <exception cref="SimulationFault">It is not held.</exception>
    public void Release()
    {
        Check.That(_pool is not null && Ticket.IsSet, "a server that was not granted was released");
        _pool.Release(Ticket);
    }

    /// <summary>Waits to get a server back that was lost to a more urgent request; its place in the queue was kept.</summary>
    /// <param name="limit">The longest wait, 0 or more; without one, as long as it takes.</param>
    /// <exception cref="SimulationFault">It was never granted, or was given back.</exception>
    public ServerGrantWait Regain(SimDuration? limit = null)
    {
        Check.That(IsHeld || (_pool is not null && _pool.IsWaiting(Ticket)), "a server was to be regained whose request has left the pool");
        return new(_pool!, Ticket, limit);
    }

    /// <summary>Leaves the pool: gives back a server that is held, and the place in the queue of one that was lost. Harmless when repeated.</summary>
    public void Dispose()
    {
        if (IsHeld) _pool!.Release(Ticket);
        else _pool?.Withdraw(Ticket);
    }
}
