using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>The pool of CPU time of a capped cgroup: refilled every period, drawn from in slices by the group's queue on each pCPU.</summary>
/// <remarks>
/// Models refill with burst, slices, deficits paid back, throttled queues served first come first served, unused slices returned and handed on
/// by the slack timer, and a period timer that stops while nobody draws. Leaves out the random offset of the timer (see
/// <see cref="CgroupTree"/>) and the delay until a task returns to user mode. Source: Linux kernel/sched/fair.c 7.x, __assign_cfs_rq_runtime,
/// distribute_cfs_runtime, do_sched_cfs_period_timer, do_sched_cfs_slack_timer. Page: docs/models/cpu.md.
/// </remarks>
internal sealed class CfsBandwidth(IHostView host, FairScheduler scheduler, CpuQuota quota, SimDuration slice, SimDuration offset) : IEventTarget
{
    /// <summary>A throttled queue is let go with this much, 1 ns; it draws a slice when it runs.</summary>
    internal const long Least = 1_000;

    // min_cfs_rq_runtime, cfs_bandwidth_slack_period and min_bandwidth_expiration of fair.c.
    private static readonly long Kept = SimDuration.FromMilliseconds(1).Picoseconds;
    private static readonly SimDuration SlackDelay = SimDuration.FromMilliseconds(5);
    private static readonly SimDuration LeastUse = SimDuration.FromMilliseconds(2);

    private readonly List<GroupQueue> _throttled = new(host.Topology.Pcpus);
    private readonly List<GroupQueue> _released = new(host.Topology.Pcpus);
    private readonly long _quota = quota.Quota.Picoseconds;
    private readonly long _ceiling = quota.Quota.Picoseconds + quota.Burst.Picoseconds;
    private long _pool = quota.Quota.Picoseconds;
    private SimTime _nextRefill;
    private bool _isTimerActive;
    private bool _isIdle;
    private bool _isSlackPending;

    private enum Step
    {
        Refill,
        Slack,
    }

    public long Periods { get; private set; }

    public long ThrottledPeriods { get; private set; }

    /// <summary>Draws from the pool until a queue has a slice, or what there is.</summary>
    /// <returns>Whether it may run.</returns>
    public bool TryDraw(GroupQueue queue) => TryDraw(queue, slice.Picoseconds);

    /// <summary>The last try before a queue is throttled.</summary>
    /// <returns>Whether it may run on.</returns>
    public bool TryDrawLeast(GroupQueue queue) => TryDraw(queue, Least);

    /// <summary>A queue was throttled and waits for the next refill.</summary>
    public void OnThrottled(GroupQueue queue) => _throttled.Add(queue);

    /// <summary>A queue ran empty: what it does not need soon goes back to the pool.</summary>
    public void Return(GroupQueue queue)
    {
        var unused = queue.Runtime - Kept;
        if (unused <= 0) return;
        _pool += unused;
        queue.Runtime -= unused;
        if (_pool <= slice.Picoseconds || _throttled.Count == 0 || _isSlackPending || IsRefilledWithin(SlackDelay + LeastUse)) return;
        _isSlackPending = true;
        host.Calendar.Schedule(SlackDelay, new EventAction(this, (int)Step.Slack));
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        if ((Step)action.Kind == Step.Refill) Refill();
        else HandOnSlack();
    }

    private bool TryDraw(GroupQueue queue, long target)
    {
        StartTimer();
        if (_pool > 0)
        {
            var drawn = Math.Min(_pool, target - queue.Runtime);
            _pool -= drawn;
            queue.Runtime += drawn;
            _isIdle = false;
        }

        return queue.Runtime > 0;
    }

    private void StartTimer()
    {
        if (_isTimerActive) return;
        _isTimerActive = true;
        var period = quota.Period.Picoseconds;
        var since = host.Now.Picoseconds - offset.Picoseconds;
        Arm(new SimTime(offset.Picoseconds + (since < 0 ? 0 : ((since / period) + 1) * period)));
    }

    private void Arm(SimTime time)
    {
        _nextRefill = time;
        host.Calendar.ScheduleAt(time, new EventAction(this, (int)Step.Refill));
    }

    private void Refill()
    {
        Periods++;
        _pool = Math.Min(_pool + _quota, _ceiling);
        if (_throttled.Count == 0)
        {
            // A period without a draw stops the timer; the next draw starts it again at its old beat.
            if (_isIdle) _isTimerActive = false;
            else Arm(_nextRefill + quota.Period);
            _isIdle = true;
            return;
        }

        Arm(_nextRefill + quota.Period);
        ThrottledPeriods++;
        _isIdle = false;
        Distribute();
    }

    private void HandOnSlack()
    {
        _isSlackPending = false;
        if (!IsRefilledWithin(LeastUse) && _pool > slice.Picoseconds) Distribute();
    }

    private bool IsRefilledWithin(SimDuration time) => _isTimerActive && _nextRefill < host.Now + time;

    private void Distribute()
    {
        Check.That(_released.Count == 0, "runtime is handed out while it is being handed out");
        var kept = 0;
        for (var i = 0; i < _throttled.Count; i++)
        {
            var queue = _throttled[i];
            var given = Math.Min(_pool, Least - queue.Runtime);
            _pool -= given;
            queue.Runtime += given;
            if (queue.Runtime > 0) _released.Add(queue);
            else _throttled[kept++] = queue;
        }

        _throttled.RemoveRange(kept, _throttled.Count - kept);
        // Own state first: a queue let go may run, pull a thread and be throttled again at once.
        foreach (var queue in _released) scheduler.Unthrottle(queue);
        _released.Clear();
    }
}
