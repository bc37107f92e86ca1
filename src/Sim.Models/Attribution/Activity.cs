namespace Sim.Models.Attribution;

/// <summary>What a world, or the world on a pCPU, does; finer than <see cref="Hypervisor.WorldState"/>.</summary>
public enum Activity
{
    /// <summary>Nothing to do; a pCPU is idle.</summary>
    Idle,

    /// <summary>Work to do, no pCPU.</summary>
    Ready,

    /// <summary>Work to do, held back by a CPU quota.</summary>
    Throttled,

    /// <summary>A pCPU is switching to it.</summary>
    Switching,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Running round a spin loop of the guest, or on an exit out of it.</summary>
    Spinning,

    /// <summary>Keeps its pCPU in hope of work.</summary>
    Polling,

    /// <summary>Held back because a sibling lags.</summary>
    CoStopped,
}
