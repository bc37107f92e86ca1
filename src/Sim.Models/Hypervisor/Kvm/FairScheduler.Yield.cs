namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// Directed yield: the target and its groups become the next buddies of their queues and are taken before anybody else once they are eligible, even
/// from a protected one. Who yields forfeits the rest of its request in its own cgroup, where a vCPU is alone under libvirt: it loses nothing and spins
/// on unless the target waits on its pCPU. Source: Linux kernel/sched/fair.c 7.x, yield_to_task_fair, yield_task_fair, set_next_buddy and the
/// PICK_BUDDY test of pick_eevdf; kernel/sched/syscalls.c, yield_to.
/// </content>
public sealed partial class FairScheduler
{
    /// <inheritdoc />
    public YieldOutcome YieldTo(World running, World waiting, int pcpu)
    {
        if (!waiting.Entity.IsQueued || !waiting.Entity.IsOnQueue || waiting.IsThrottled) return YieldOutcome.Refused;
        for (var member = waiting.Entity; member is not null; member = member.Owner!.Entity)
        {
            var queue = member.Owner!;
            if (!ReferenceEquals(queue.Current, member)) queue.Next = member;
        }

        return YieldOutcome.Boosted;
    }
}
