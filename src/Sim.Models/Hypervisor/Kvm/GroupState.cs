namespace Sim.Models.Hypervisor.Kvm;

/// <summary>How full a part of a scheduling domain is, in the order in which others take from it.</summary>
/// <remarks>Source: Linux kernel/sched/fair.c, enum group_type.</remarks>
internal enum GroupState
{
    /// <summary>It could do more.</summary>
    HasSpare,

    /// <summary>All it can do is done, and nobody has to wait much.</summary>
    FullyBusy,

    /// <summary>Threads wait for each other.</summary>
    Overloaded,
}
