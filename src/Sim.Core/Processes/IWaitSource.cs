using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>Where a waiting coroutine is registered, so that an interrupt, a time limit or a stop can take it out again.</summary>
internal interface IWaitSource
{
    /// <summary>Takes a coroutine out whose time limit passed.</summary>
    /// <returns>Whether it waited; false when it is being served and stays.</returns>
    bool TryRenege(CoroutineBox box);

    /// <summary>Takes a coroutine out that is interrupted or stopped, also one that is being served.</summary>
    /// <param name="box">The coroutine.</param>
    /// <param name="work">The work that was left, where there is work; otherwise 0.</param>
    /// <returns>Whether it was taken out; false when its answer is on the way at this instant and cannot be taken back.</returns>
    bool TryLeave(CoroutineBox box, out SimDuration work);
}
