namespace Sim.Models.Hardware.Network;

/// <summary>From when the moderation time of a receive interrupt counts.</summary>
/// <remarks>Source: Linux ethtool rx-usecs as drivers read it: mlx5 (completion queue moderation period), ixgbe and ice (interrupt throttling rate). Page: docs/models/nic.md.</remarks>
public enum InterruptModeration
{
    /// <summary>From the first frame that waits (mlx5 and others): a lone frame always pays the time.</summary>
    SinceFirstFrame,

    /// <summary>From the last interrupt of the queue (Intel's throttling rate): a lone frame after a pause interrupts at once.</summary>
    SinceLastInterrupt,
}
