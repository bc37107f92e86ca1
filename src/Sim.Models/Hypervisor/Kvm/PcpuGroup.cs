namespace Sim.Models.Hypervisor.Kvm;

/// <summary>One part of a scheduling domain as a balance sees it.</summary>
/// <remarks>Source: Linux kernel/sched/fair.c, struct sg_lb_stats, group_classify. Every pCPU has the same capacity. Page: docs/models/cpu.md.</remarks>
internal struct PcpuGroup
{
    public int First;
    public int End;

    /// <summary>Those of them that are not isolated.</summary>
    public int Count;

    public long Load;
    public long Utilisation;
    public long Runnable;
    public int Threads;
    public int Idle;

    public readonly long Capacity => (long)Count * LoadAverage.Unit;

    /// <summary>Load for the capacity of one pCPU.</summary>
    public readonly long AverageLoad => Load * LoadAverage.Unit / Capacity;

    /// <summary>How full it is: with room to spare, busy to the last pCPU, or with more to do than it can.</summary>
    public readonly GroupState State(int imbalancePercent)
    {
        if (Threads > Count && (Capacity * 100 < Utilisation * imbalancePercent || Capacity * imbalancePercent < Runnable * 100)) return GroupState.Overloaded;
        return Threads < Count || (Capacity * imbalancePercent >= Runnable * 100 && Capacity * 100 > Utilisation * imbalancePercent) ? GroupState.HasSpare : GroupState.FullyBusy;
    }
}
