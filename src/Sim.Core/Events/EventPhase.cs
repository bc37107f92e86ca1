namespace Sim.Core.Events;

/// <summary>Order of events at one instant; within a phase they fire first in, first out.</summary>
public enum EventPhase
{
    /// <summary>The world changes: arrivals, completions, timers.</summary>
    State = 0,

    /// <summary>Policies look at the changed world and decide.</summary>
    Decide = 1,

    /// <summary>Probes look at the result.</summary>
    Observe = 2,
}
