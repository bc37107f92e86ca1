namespace Sim.Core.Events;

/// <summary>Names one scheduled event, so that it can be cancelled; stale once it fired or was cancelled.</summary>
public readonly record struct EventHandle
{
    internal EventHandle(int slot, uint generation) => (SlotPlusOne, Generation) = (slot + 1, generation);

    /// <summary>A handle that names no event.</summary>
    public static EventHandle None => default;

    /// <summary>Whether this handle was ever given out; a handle of a fired event still says true.</summary>
    public bool IsSet => SlotPlusOne != 0;

    internal int SlotPlusOne { get; }

    internal uint Generation { get; }
}
