namespace Sim.Models.Hypervisor;

/// <summary>A world is in exactly one of these at any time; the four accounts add up to elapsed time.</summary>
public enum WorldState
{
    /// <summary>Nothing to do, or waiting for I/O.</summary>
    Blocked,

    /// <summary>Work to do but no pCPU, including the switch to one: ready time, seen as steal by a KVM guest.</summary>
    Ready,

    /// <summary>On a pCPU, including halt polling.</summary>
    Running,

    /// <summary>Held back by the co-scheduler because a sibling lags.</summary>
    CoStopped,
}
