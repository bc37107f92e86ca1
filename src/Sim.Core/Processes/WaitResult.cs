using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>What <c>await</c> returns: how the wait ended, as a value, so that an interrupt costs no more than any other wake-up.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">The interrupter's reason, its private enum cast to int; 0 unless interrupted.</param>
/// <param name="Remaining">
/// What was left, when interrupted: of the delay, of the service, or of the time limit of any other wait; when preempted, of the work stated at
/// the request. Otherwise 0.
/// </param>
public readonly record struct WaitResult(WaitOutcome Outcome, int Reason, SimDuration Remaining)
{
    /// <summary>Whether the awaited thing happened.</summary>
    public bool IsCompleted => Outcome == WaitOutcome.Completed;

    /// <summary>Whether the time limit passed first.</summary>
    public bool IsTimedOut => Outcome == WaitOutcome.TimedOut;

    /// <summary>Whether somebody interrupted.</summary>
    public bool IsInterrupted => Outcome == WaitOutcome.Interrupted;

    /// <summary>Whether the server that was held is lost.</summary>
    public bool IsPreempted => Outcome == WaitOutcome.Preempted;
}
