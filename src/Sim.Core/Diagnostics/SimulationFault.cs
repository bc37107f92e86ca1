using System.Collections.Immutable;
using Sim.Core.Time;

namespace Sim.Core.Diagnostics;

/// <summary>A model, or whoever called the engine, broke a promise: a mistake in code, never in the user's input.</summary>
public sealed class SimulationFault : Exception
{
    /// <summary>A broken promise.</summary>
    /// <param name="message">Which one, with the values.</param>
    public SimulationFault(string message)
        : base(message)
    {
    }

    /// <summary>A broken promise, with where it happened.</summary>
    /// <param name="message">Scenario, seed, replication, time and the command that repeats it.</param>
    /// <param name="inner">The first fault.</param>
    public SimulationFault(string message, Exception inner)
        : base(message, inner)
    {
        if (inner is SimulationFault fault) (Time, LastEvents) = (fault.Time, fault.LastEvents);
    }

    /// <summary>The simulated time of the event that failed; nothing when no event was being fired.</summary>
    public SimTime? Time { get; private init; }

    /// <summary>The last events fired before the fault, oldest first, the one that failed last; empty when no event was being fired.</summary>
    public ImmutableArray<string> LastEvents { get; private init; } = [];

    internal static SimulationFault During(SimTime time, IReadOnlyList<string> lastEvents, Exception inner) =>
        new($"at {time}: {inner.Message}", inner) { Time = time, LastEvents = [.. lastEvents] };
}
