namespace Sim.Models.Hardware.Network;

/// <summary>From when the moderation time of a receive interrupt counts.</summary>
public enum InterruptModeration
{
    /// <summary>From the first frame that waits (mlx5 and others): a lone frame always pays the time.</summary>
    SinceFirstFrame,

    /// <summary>From the last interrupt of the queue (Intel's throttling rate): a lone frame after a pause interrupts at once.</summary>
    SinceLastInterrupt,
}
