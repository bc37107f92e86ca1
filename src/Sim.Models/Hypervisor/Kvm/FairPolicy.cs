namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Which rules the fair class of Linux goes by.</summary>
public enum FairPolicy
{
    /// <summary>Earliest eligible virtual deadline first: 6.6 and later.</summary>
    Eevdf,

    /// <summary>Completely fair scheduler, least virtual runtime first: up to 6.5.</summary>
    Cfs,
}
