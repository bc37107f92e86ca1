using Sim.Core.Resources;

namespace Sim.Core.Processes;

/// <summary>What a coroutine got out of a <see cref="Store"/>.</summary>
/// <param name="Result">How the wait ended.</param>
/// <param name="Item">The item; 0 unless the wait completed.</param>
public readonly record struct StoreItem(WaitResult Result, long Item)
{
    /// <summary>Whether there is an item.</summary>
    public bool IsTaken => Result.IsCompleted;
}
