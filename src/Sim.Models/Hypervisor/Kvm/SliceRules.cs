namespace Sim.Models.Hypervisor.Kvm;

/// <summary>EEVDF: what a kernel makes of threads with a slice of their own (sched_attr, sched_runtime) and of threads that move.</summary>
public enum SliceRules
{
    /// <summary>Up to 6.11: all threads have the base slice, and one that moves begins a new request.</summary>
    None,

    /// <summary>6.12 to 6.16: a shorter slice ends the protection of the running thread (PREEMPT_SHORT), which lasts for its whole request otherwise; who moves keeps the distance of its deadline (PLACE_REL_DEADLINE).</summary>
    WholeRequest,

    /// <summary>6.17 and later: the same, but the protection lasts for the smallest slice that is queued, and is kept from a shorter one that is not picked.</summary>
    Smallest,
}
