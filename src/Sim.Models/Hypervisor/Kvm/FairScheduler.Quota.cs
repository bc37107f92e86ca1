namespace Sim.Models.Hypervisor.Kvm;

/// <content>Throttling of queues whose quota is used up. Source: Linux kernel/sched/fair.c, throttle_cfs_rq and unthrottle_cfs_rq.</content>
public sealed partial class FairScheduler
{
    /// <summary>A queue has runtime again: its threads compete from now on. Whoever runs keeps the pCPU until his turn is over.</summary>
    internal void Unthrottle(GroupQueue queue)
    {
        _host.Settle(queue.Pcpu);
        queue.IsThrottled = false;
        BringIn(queue.Pcpu);
        if (queue.Count > 0 && !queue.Entity!.IsOnQueue) EnqueueUp(queue.Entity);
        // Its parent may have no runtime either.
        if (!queue.IsHeldBack) MarkThrottled(queue, throttled: false);
        _host.Reconsider(queue.Pcpu);
    }

    private static bool HasUsedUpQuota(SchedulingEntity entity)
    {
        for (var queue = entity.Owner; queue is not null; queue = queue.Parent)
        {
            if (queue.Group.Bandwidth is not null && queue.Runtime <= 0) return true;
        }

        return false;
    }

    /// <summary>Throttles every queue on the way up whose quota is used up and that still has members.</summary>
    private void ThrottleUsedUp(GroupQueue? from)
    {
        for (var queue = from; queue is not null; queue = queue.Parent)
        {
            if (queue.Group.Bandwidth is not { } bandwidth || queue.Runtime > 0 || queue.IsThrottled || queue.IsEmpty || bandwidth.TryDrawLeast(queue)) continue;
            PutBack(_roots[queue.Pcpu]);
            queue.IsThrottled = true;
            bandwidth.OnThrottled(queue);
            MarkThrottled(queue, throttled: true);
            if (queue.Entity!.IsOnQueue) Dequeue(queue.Entity, mayDelay: false);
        }
    }

    private void MarkThrottled(GroupQueue queue, bool throttled)
    {
        foreach (var member in queue.Queued)
        {
            if (member.Own is { } own)
            {
                // What is throttled itself was marked before, and stays so.
                if (!own.IsThrottled) MarkThrottled(own, throttled);
            }
            else if (member.IsQueued && member.World!.IsThrottled != throttled)
            {
                member.World.SetThrottled(throttled, _host.Now);
                CountWaiting(queue.Pcpu, throttled ? -1 : +1, isThread: true);
            }
        }
    }
}
