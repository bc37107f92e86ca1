using Sim.Core.Diagnostics;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// Affinity masks (sched_setaffinity, cpuset.cpus) and pCPUs in no scheduling domain (isolcpus). A mask holds at every choice of a pCPU: first placement,
/// wake-up, idle pulling, balancing. Where the busiest pCPU of a domain has only threads that may not run on the one that looks, the next busiest is tried
/// (LBF_ALL_PINNED). An isolated pCPU runs only what is pinned to it, balances with nobody, and a thread that wakes on it stays: threads of a mask of several
/// isolated pCPUs are dealt out in turn when they start, and remain there. Leaves out the help that the kernel gives a group whose pinned threads spoil its balance
/// (group_imbalanced). Source: Linux kernel/sched/fair.c, can_migrate_task, sched_balance_rq, select_idle_sibling; core.c, select_task_rq,
/// __set_cpus_allowed_ptr; lib/cpumask.c, cpumask_any_and_distribute; Documentation/admin-guide/kernel-parameters.txt, isolcpus.
/// </content>
public sealed partial class FairScheduler
{
    private readonly PcpuSet? _isolated = parameters.Isolated;
    private PcpuSet? _balanced;
    private bool _hasMasks;
    private int _dealt = -1;

    /// <summary>The pCPUs of threads that nobody pins; null for all. There once the scheduler has a host.</summary>
    public PcpuSet? Housekeeping => _balanced;

    private void AttachIsolation()
    {
        if (_isolated is null) return;
        _balanced = new PcpuSet(Enumerable.Range(0, _roots.Length).Where(pcpu => !_isolated.Contains(pcpu)));
        Check.That(_balanced.Count > 0, "isolcpus leaves the host no pCPU");
        for (var pcpu = 0; pcpu < _domains.Length; pcpu++)
        {
            if (_isolated.Contains(pcpu)) _domains[pcpu] = [];
        }
    }

    private bool IsIsolated(int pcpu) => _isolated is not null && _isolated.Contains(pcpu);

    /// <summary>What bounds the search for an idle pCPU: the thread's mask, and never an isolated one; null for nothing.</summary>
    private PcpuSet? Searched(World world)
    {
        if (_isolated is null || world.Affinity is not { } mask) return world.Affinity ?? _balanced;
        if (!ReferenceEquals(world.Entity.MaskSeen, mask))
        {
            world.Entity.MaskSeen = mask;
            world.Entity.MaskSearched = new PcpuSet(mask.Members.Where(pcpu => !_isolated.Contains(pcpu)));
        }

        return world.Entity.MaskSearched;
    }

    /// <summary>A thread with a mask starts: on an idle core or pCPU of it, on its node first; else where fewest wait.</summary>
    private int FirstPcpu(World world, PcpuSet mask)
    {
        var topology = _host.Topology;
        var searched = Searched(world)!;
        if (searched.Count == 0) return Dealt(mask);
        var start = world.StartNode % topology.Nodes * topology.PcpusPerNode;
        for (var step = 0; step < topology.Nodes; step++)
        {
            var node = (world.StartNode + step) % topology.Nodes;
            var idle = _host.Idle.FindIdleCore(node, start, searched);
            if (idle < 0) idle = _host.Idle.FindIdle(node, start, searched);
            if (idle >= 0) return idle;
        }

        var best = -1;
        for (var step = 0; step < topology.Pcpus; step++)
        {
            var pcpu = (start + step) % topology.Pcpus;
            if (searched.Contains(pcpu) && (best < 0 || _waiting[pcpu] < _waiting[best])) best = pcpu;
        }

        return best;
    }

    /// <summary>The next pCPU of a mask after the one dealt last, whoever got that (cpumask_any_and_distribute).</summary>
    private int Dealt(PcpuSet mask)
    {
        var next = mask.FirstIn(_dealt + 1, _roots.Length);
        return _dealt = next >= 0 ? next : mask.FirstIn(0, _roots.Length);
    }

    /// <summary>Whether a pCPU has nobody waiting, or one that may come to another.</summary>
    private bool MayGive(int pcpu, int target) =>
        _waiting[pcpu] == 0 || LongestWaiting(pcpu, target) is not null;
}
