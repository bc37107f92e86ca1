using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// EEVDF: threads with slices of their own. A group has the smallest slice of its members. Source: Linux kernel/sched/fair.c, cfs_rq_min_slice, cfs_rq_max_slice,
/// set_protect_slice, update_protect_slice, do_preempt_short, check_preempt_wakeup_fair; enqueue_task_fair hands slices up; kernel/sched/syscalls.c, __setparam_fair.
/// </content>
public sealed partial class FairScheduler
{
    private bool _hasSlices;

    /// <summary>Gives a thread a slice of its own, from its next request on.</summary>
    /// <param name="world">The thread.</param>
    /// <param name="slice">The slice, 0.1 to 100 ms, not scaled by the number of CPUs.</param>
    public void SetSlice(World world, SimDuration slice)
    {
        Check.That(_cfs is null && parameters.SliceRules != SliceRules.None, "a thread asks for a slice where the kernel gives none");
        world.Entity.Slice = slice.Picoseconds;
        _hasSlices = true;
    }

    private long SliceOf(SchedulingEntity entity) => entity.Slice == 0 ? _slice : entity.Slice;

    private long VirtualSlice(SchedulingEntity entity) => entity.Weight == UnitWeight ? SliceOf(entity) : SliceOf(entity) * UnitWeight / entity.Weight;

    /// <summary>Least and greatest slice of the members of a queue, the one on the pCPU included.</summary>
    private (long Least, long Greatest) SlicesOf(GroupQueue queue)
    {
        var (least, greatest) = (long.MaxValue, 0L);
        if (queue.Current is { } current) least = greatest = SliceOf(current);
        foreach (var member in queue.Queued)
        {
            var slice = SliceOf(member);
            (least, greatest) = (Math.Min(least, slice), Math.Max(greatest, slice));
        }

        return (least, greatest);
    }

    /// <summary>A group's members came or went: it serves the most impatient of them.</summary>
    private void TakeSlice(SchedulingEntity group)
    {
        if (_hasSlices && !group.Own!.IsEmpty) group.Slice = SlicesOf(group.Own).Least;
    }

    /// <summary>How long an entity that is put on the pCPU is safe from wake-ups, virtual time.</summary>
    private long Protection(SchedulingEntity entity) =>
        _hasSlices && entity.IsOnQueue && parameters.SliceRules == SliceRules.Smallest
            ? Scale(Math.Min(SliceOf(entity), SlicesOf(entity.Owner!).Least), UnitWeight, entity.Weight)
            : VirtualSlice(entity);

    /// <summary>A thread came to the queue of a running one: with a shorter slice it may end that one's protection; else it may only shorten it.</summary>
    private void Unprotect(SchedulingEntity woken, SchedulingEntity current)
    {
        if (ReferenceEquals(woken, current)) return;
        var queue = current.Owner!;
        var isShorter = ReferenceEquals(queue, woken.Owner) && SliceOf(woken) < SliceOf(current);
        var protection = current.ProtectedUntil;
        if (parameters.SliceRules == SliceRules.WholeRequest)
        {
            if (isShorter && queue.IsEligible(woken) && (woken.Deadline < current.Deadline || !queue.IsEligible(current))) current.ProtectedUntil = current.VirtualTime;
            return;
        }

        if (isShorter)
        {
            current.ProtectedUntil = current.VirtualTime;
            if (ReferenceEquals(queue.Pick(), woken)) return;
        }

        current.ProtectedUntil = Math.Min(protection, current.VirtualTime + Scale(SlicesOf(queue).Least, UnitWeight, current.Weight));
    }

    /// <summary>A thread that moves without having slept takes what is left of its request along.</summary>
    private void KeepRequest(SchedulingEntity entity)
    {
        if (_cfs is not null || parameters.SliceRules == SliceRules.None) return;
        (entity.KeepsRequest, entity.Request) = (true, entity.Deadline - entity.VirtualTime);
    }

    /// <summary>When the request of an entity that is placed is due.</summary>
    private long DeadlineOf(SchedulingEntity entity)
    {
        if (!entity.KeepsRequest) return entity.VirtualTime + VirtualSlice(entity);
        entity.KeepsRequest = false;
        return entity.VirtualTime + entity.Request;
    }
}
