using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>Where a waiting coroutine is registered, so that an interrupt, a time limit or a stop can take it out again.</summary>
internal interface IWaitSource
{
    /// <summary>Takes a coroutine out whose time limit passed.</summary>
    /// <returns>Whether it waited; false when it is being served and stays.</returns>
    bool TryRenege(CoroutineBox box);

    /// <summary>Takes a coroutine out in any state, also one that is served, or that was granted something it has not seen yet.</summary>
    /// <returns>The work that was left, where there is work; otherwise 0.</returns>
    SimDuration Leave(CoroutineBox box);
}
