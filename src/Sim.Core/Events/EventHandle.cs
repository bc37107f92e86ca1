namespace Sim.Core.Events;

/// <summary>Names one scheduled event, so that it can be cancelled; stale once it fired or was cancelled.</summary>
public readonly record struct EventHandle
{
    internal EventHandle(ulong order) => Order = order;

    /// <summary>A handle that names no event.</summary>
    public static EventHandle None => default;

    /// <summary>Whether this handle was ever given out; a handle of a fired event still says true.</summary>
    public bool IsSet => Order != 0;

    /// <summary>The event's key: phase, sequence (from 1) and slot, unique in its calendar.</summary>
    internal ulong Order { get; }
}
