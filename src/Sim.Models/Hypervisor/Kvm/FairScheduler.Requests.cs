namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// EEVDF: when a running entity's request is over and it makes the next. Its account is brought up to date in ticks, when somebody comes to its queue and when it
/// leaves the pCPU, not in between, so the deadline that a wake-up is compared with may lie in the past or up to a slice ahead. A thread that reads its own CPU clock
/// brings its own level up to date, not that of its groups. Source: Linux kernel/sched/fair.c, update_curr and its callers, update_deadline.
/// </content>
public sealed partial class FairScheduler
{
    private void Renew(SchedulingEntity entity)
    {
        if (_cfs is null && entity.VirtualTime >= entity.Deadline) entity.Deadline = entity.VirtualTime + VirtualSlice(entity);
    }

    /// <summary>Gives an entity past its deadline the requests that it made in the ticks of its last stretch.</summary>
    private void RenewInTicks(SchedulingEntity entity, long ran)
    {
        var over = Scale(entity.VirtualTime - entity.Deadline, entity.Weight, UnitWeight);
        var left = entity.ReadsCpuClock ? SliceOf(entity) : LeftAfterTicks(-over, SliceOf(entity), ran);
        if (left > 0) entity.Deadline = entity.VirtualTime + Scale(left, UnitWeight, entity.Weight);
    }

    /// <summary>Run time left of a request that was over some time ago, if there was no tick since, or of the one made in the latest tick that found one over.</summary>
    private long LeftAfterTicks(long left, long slice, long ran)
    {
        var now = _host.Now.Picoseconds;
        var tick = (Math.Max(now + left, now - ran + 1) + _tick - 1) / _tick * _tick;
        if (tick > now) return left;
        var between = (slice + _tick - 1) / _tick * _tick;
        return slice - ((now - tick) % between);
    }
}
