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

        var (woken, current) = Rivals(queued.Entity, running.Entity);
        // A wake-up brings the running one's account up to date: past its protection it has to stand the whole comparison, whoever wins it.
        // Inside it, only the one that woke may take its place, and only when the running one is ahead of its share. Where cores are not shared by everybody the whole choice is made anew.
        return _sharing is null && current is not null && current.VirtualTime < current.ProtectedUntil
            ? ReferenceEquals(current.Owner!.Pick(), woken)
            : ShouldYield(running, pcpu);
    }

    /// <summary>What stands for two threads in the first queue above both, or nothing when one of them is in no queue.</summary>
    private static (SchedulingEntity? Woken, SchedulingEntity? Current) Rivals(SchedulingEntity woken, SchedulingEntity current)
    {
        for (var mine = current; mine?.Owner is not null && current.IsOnQueue; mine = mine.Owner.Entity)
        {
            for (var other = woken; other?.Owner is not null && woken.IsOnQueue; other = other.Owner.Entity)
            {
                if (ReferenceEquals(mine.Owner, other.Owner)) return (other, mine);
            }
        }

        return (null, null);
    }
}
