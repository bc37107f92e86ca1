namespace Sim.Models.Scenarios;

/// <summary>What becomes of a request that comes to a full queue of the drives or their controller.</summary>
public enum FullQueue
{
    /// <summary>The driver knows how long the queue is and holds the request back.</summary>
    Hold,

    /// <summary>The device answers that its queue is full, as one does whose queue is shared or shorter than the host believes.</summary>
    Refuse,
}
