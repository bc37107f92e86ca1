namespace Sim.Core.Processes;

/// <summary>What a coroutine asks a resource for.</summary>
/// <param name="Amount">Picoseconds of work, units of stock, or the item.</param>
/// <param name="Priority">Smaller is more urgent.</param>
/// <param name="Weight">Share of a capacity.</param>
internal readonly record struct ResourceDemand(long Amount, int Priority = 0, double Weight = 1);
