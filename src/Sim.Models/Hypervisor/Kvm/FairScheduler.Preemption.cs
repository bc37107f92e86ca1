namespace Sim.Models.Hypervisor.Kvm;

/// <content>Preemption by a world that wakes up. Source: Linux kernel/sched/fair.c, check_preempt_wakeup_fair.</content>
public sealed partial class FairScheduler
{
    /// <inheritdoc />
    public bool Preempts(World queued, World running, int pcpu)
    {
        if (_cfs is { } cfs)
        {
            if (running.Kind == WorldKind.HostInterrupt) return false;
            _unseen[pcpu] = null;
            return (PreemptsOnWakeUp(cfs, queued, pcpu) && (queued.Kind == WorldKind.HostInterrupt || IsChosenAnew(running, pcpu))) || (running.Entity.IsLimited && HasUsedUpQuota(running.Entity));
        }

        // A thread outside the tree has nobody beside it to compare.
        if (!queued.Entity.IsOnQueue || !running.Entity.IsOnQueue) return ShouldYield(running, pcpu);
        var (woken, current) = Rivals(queued.Entity, running.Entity);
        Renew(current);
        if (_hasSlices) Unprotect(woken, current);
        // A wake-up brings the running one's account up to date: past its protection it has to stand the whole comparison, whoever wins it.
        // Inside it, only the one that woke may take its place, and only when the running one is ahead of its share. Where cores are not shared by everybody the whole choice is made anew.
        return _sharing is null && current.VirtualTime < current.ProtectedUntil
            ? ReferenceEquals(current.Owner!.Pick(), woken)
            : ShouldYield(running, pcpu);
    }

    /// <summary>What stands for two threads in the tree in the first group above both; they may be on different pCPUs (find_matching_se).</summary>
    private static (SchedulingEntity One, SchedulingEntity Other) Rivals(SchedulingEntity one, SchedulingEntity other)
    {
        var (depth, otherDepth) = (Depth(one), Depth(other));
        while (!ReferenceEquals(one.Owner!.Group, other.Owner!.Group))
        {
            var (up, otherUp) = (depth >= otherDepth, otherDepth >= depth);
            if (up) (one, depth) = (one.Owner!.Entity!, depth - 1);
            if (otherUp) (other, otherDepth) = (other.Owner!.Entity!, otherDepth - 1);
        }

        return (one, other);
    }

    private static int Depth(SchedulingEntity entity)
    {
        var depth = 0;
        for (var queue = entity.Owner!; queue.Parent is { } parent; queue = parent) depth++;
        return depth;
    }
}
