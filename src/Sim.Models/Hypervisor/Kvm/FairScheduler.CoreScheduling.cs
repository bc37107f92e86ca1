namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// Core scheduling with one cookie a VM. Of what the two threads of a core would pick, the one that is further behind in virtual time of its own run queue
/// decides who has the core; the other thread takes the one furthest behind of the same VM, takes one over from another pCPU, or is held idle. Beside a
/// thread held idle a lone one is looked at in the first tick after half a slice. While a thread is held idle both queues are measured from where they were
/// when that began, so that what runs falls back against what is held, and nobody is held for ever. A thread that wakes where it was last does not ask who
/// runs beside. Source: Linux kernel/sched/core.c (7.x), pick_next_task, sched_core_find, steal_cookie_task; fair.c, cfs_prio_less, se_fi_update,
/// task_tick_core, task_hot, __select_idle_cpu; under CFS (5.14 to 6.5) with min_vruntime for the queue's virtual time and sched_slice for the slice; cpu-and-memory 1.9.
/// </content>
public sealed partial class FairScheduler
{
    private CoreSharing? _sharing;

    /// <inheritdoc />
    public CoreRule CoreRule => parameters.CoreScheduling == CoreScheduling.Vm ? CoreRule.SameVm : CoreRule.Any;

    /// <summary>The world that a pCPU runs next: what it picks, unless the other thread of the core forbids that and has the better claim.</summary>
    private World? Choose(int pcpu)
    {
        var best = Pick(pcpu);
        if (_sharing is null || best is null) return best;
        var sibling = _host.Topology.SiblingOf(pcpu);
        if (_sharing.Beside(pcpu) is { } beside)
        {
            if (_sharing.MayShare(best, beside)) return best;
            return _host.CanStop(sibling) && HasRun(beside, sibling) && GoesBefore(best, pcpu, beside, sibling) ? best : PickBeside(pcpu, beside);
        }

        // The other thread is held idle by this one; an idle one takes what it can get.
        if (!_sharing.IsHeld(sibling) || _host.Idle.IsIdle(pcpu)) return best;
        if (Pick(sibling) is not { } held || _sharing.MayShare(best, held)) return best;
        return GoesBefore(held, sibling, best, pcpu) ? PickBeside(pcpu, held) : best;
    }

    /// <summary>Whether a running world has had any of its turn: two that are as far as each other must not take the core from each other for ever.</summary>
    private bool HasRun(World running, int pcpu)
    {
        _host.Settle(pcpu);
        return running.Entity.RanThisTurn > 0;
    }

    /// <summary>Whether one thread of a core has a better claim to it than a thread of another VM on its other pCPU.</summary>
    private bool GoesBefore(World one, int onePcpu, World other, int otherPcpu)
    {
        _host.Settle(onePcpu);
        _host.Settle(otherPcpu);
        var (a, b) = Rivals(one.Entity, other.Entity);
        return a.VirtualTime - BaselineOf(a.Owner!, onePcpu) < b.VirtualTime - BaselineOf(b.Owner!, otherPcpu);
    }

    private long BaselineOf(GroupQueue queue, int pcpu)
    {
        var spell = _sharing!.SpellOf(pcpu);
        if (_sharing.IsCoreHeld(pcpu) && queue.BaselineSpell == spell) return queue.Baseline;
        queue.BaselineSpell = spell;
        if (_cfs is null) return queue.Baseline = queue.VirtualTime();
        queue.NoteFloor();
        return queue.Baseline = queue.Floor;
    }

    /// <summary>Of the threads that may run beside a world, the one that has the pCPU while it is protected, else the one furthest behind; null when there is none.</summary>
    private World? PickBeside(int pcpu, World beside)
    {
        var current = _roots[pcpu].Current;
        while (current?.Own is { } own) current = own.Current;
        World? best = null;
        if (current is not null) ConsiderBeside(current, beside, ref best);
        if (best is not null && _cfs is null && current!.VirtualTime < current.ProtectedUntil) return best;
        SearchBeside(_roots[pcpu], beside, ref best);
        return best;
    }

    private void SearchBeside(GroupQueue queue, World beside, ref World? best)
    {
        foreach (var member in queue.Queued) ConsiderBeside(member, beside, ref best);
        if (queue.Current is { } current) ConsiderBeside(current, beside, ref best);
    }

    private void ConsiderBeside(SchedulingEntity member, World beside, ref World? best)
    {
        if (member.IsDelayed) return;
        if (member.Own is { } own) SearchBeside(own, beside, ref best);
        else if (_sharing!.MayShare(member.World!, beside) && (best is null || IsBehind(member, best.Entity))) best = member.World;
    }

    /// <summary>Whether one thread of a pCPU is behind another where their groups meet.</summary>
    private static bool IsBehind(SchedulingEntity one, SchedulingEntity other)
    {
        var (a, b) = Rivals(one, other);
        return a.VirtualTime < b.VirtualTime;
    }

    /// <summary>A thread held idle takes a thread of the VM beside it over from another pCPU, the nearest first.</summary>
    private World? PullBeside(int pcpu)
    {
        if (_sharing!.Beside(pcpu) is null) return null;
        foreach (var member in _domains[pcpu])
        {
            for (var other = member.Domain.First; other < member.Domain.End; other++)
            {
                if (other == pcpu || _waiting[other] == 0 || LongestWaiting(other, pcpu) is not { } world) continue;
                Migrate(world, pcpu);
                return PickNext(pcpu);
            }
        }

        return null;
    }

    /// <summary>Run time of a lone thread until it is looked at because the other thread of its core is held idle.</summary>
    private long LeftBesideHeld(World running, int pcpu) =>
        _sharing is not null && _waiting[pcpu] == 0 && _sharing.IsCoreHeld(pcpu)
            ? ((_cfs?.Turn(running.Entity, 1) ?? SliceOf(running.Entity)) / 2) - running.Entity.RanThisTurn + 1
            : long.MaxValue;
}
