namespace Sim.Estate.Inventory;

/// <summary>A group of hosts that share VMs.</summary>
public sealed record EstateCluster
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Hosts in it, as stated by the cluster or counted from the hosts.</summary>
    public int? Hosts { get; init; }

    /// <summary>Whether high availability restarts VMs of a failed host.</summary>
    public bool? HaEnabled { get; init; }

    /// <summary>Host failures that admission control plans for.</summary>
    public int? FailoverLevel { get; init; }

    /// <summary>Whether the distributed resource scheduler moves VMs.</summary>
    public bool? DrsEnabled { get; init; }
}
