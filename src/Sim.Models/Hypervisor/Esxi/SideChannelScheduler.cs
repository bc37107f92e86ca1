namespace Sim.Models.Hypervisor.Esxi;

/// <summary>ESXi's side-channel aware schedulers. Source: cpu-and-memory 2.6.</summary>
public enum SideChannelScheduler
{
    /// <summary>Any worlds share a core.</summary>
    None,

    /// <summary>One thread of a core is used at a time.</summary>
    Scav1,

    /// <summary>The threads of a core run only worlds of one VM at a time.</summary>
    Scav2,
}
