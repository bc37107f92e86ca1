namespace Sim.Core.Processes;

/// <summary>How a wait ended.</summary>
public enum WaitOutcome
{
    /// <summary>What was waited for happened: the delay passed, the signal came, the server was granted, the other coroutine ended.</summary>
    Completed = 0,

    /// <summary>The time limit of the wait passed first: the customer reneges.</summary>
    TimedOut = 1,

    /// <summary>Somebody called <see cref="Coroutine.Interrupt"/>; the reason is in <see cref="WaitResult.Reason"/>.</summary>
    Interrupted = 2,

    /// <summary>The queue was full, the request was refused: the customer balks.</summary>
    Refused = 3,

    /// <summary>A more urgent request took the server that this coroutine held, whatever it was waiting for meanwhile.</summary>
    Preempted = 4,
}
