namespace Sim.Planning.Cost;

/// <summary>The named parts of a total cost of ownership, in the order reports stack them.</summary>
public enum CostDriver
{
    /// <summary>Buying and replacing hosts.</summary>
    Hardware,

    /// <summary>Hypervisor subscriptions and storage add-ons.</summary>
    HypervisorLicences,

    /// <summary>Guest operating systems.</summary>
    GuestLicences,

    /// <summary>Hardware maintenance after warranty.</summary>
    Support,

    /// <summary>Electricity of hosts times PUE.</summary>
    PowerAndCooling,

    /// <summary>Provisioned power in a colocation.</summary>
    Space,

    /// <summary>Administrators.</summary>
    Labour,

    /// <summary>Moving VMs once, and paying for both platforms meanwhile.</summary>
    Migration,
}
