namespace Sim.Core.Diagnostics;

/// <summary>A model broke one of its own promises: our fault, never the user's. The command line exits with 3.</summary>
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
    }
}
