namespace Sim.Models.Hypervisor.Kvm;

/// <summary>What a balance moves as much of as is out of balance.</summary>
/// <remarks>Source: Linux kernel/sched/fair.c, enum migration_type.</remarks>
internal enum MoveKind
{
    /// <summary>Load, between parts that are both full.</summary>
    Load,

    /// <summary>Running time, to a part with room under another cache.</summary>
    Utilisation,

    /// <summary>Threads, to a part with room.</summary>
    Threads,
}
