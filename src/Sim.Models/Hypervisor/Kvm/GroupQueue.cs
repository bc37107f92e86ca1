using System.Runtime.CompilerServices;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>The run queue of one cgroup on one pCPU: threads and groups that compete there, and the one of them that has the pCPU.</summary>
/// <remarks>Source: Linux kernel/sched/sched.h, struct cfs_rq; fair.c, pick_eevdf, avg_vruntime.</remarks>
internal sealed class GroupQueue
{
    /// <summary>A queue tells its group of its load once a millisecond at most.</summary>
    private const long LeastBetweenTelling = SimDuration.PerMillisecond;

    private SchedulingEntity[] _queued = new SchedulingEntity[16];
    private VirtualLoad _load;
    private long _told = -LeastBetweenTelling;

    public GroupQueue(Cgroup group, GroupQueue? parent, int pcpu)
    {
        (Group, Pcpu) = (group, pcpu);
        if (parent is not null) PutBelow(parent);
    }

    public Cgroup Group { get; }

    public GroupQueue? Parent { get; private set; }

    public int Pcpu { get; }

    /// <summary>What stands for the group in the parent's queue; null for the top.</summary>
    public SchedulingEntity? Entity { get; private set; }

    /// <summary>The member that runs, or whose members do; it is not among the queued ones.</summary>
    public SchedulingEntity? Current { get; set; }

    /// <summary>The queued member to take first once it is eligible, by directed yield; null when there is none.</summary>
    public SchedulingEntity? Next { get; set; }

    /// <summary>Members queued.</summary>
    public int Count { get; private set; }

    /// <summary>Weight of the members queued and running.</summary>
    public long Weight { get; private set; }

    /// <summary>Load of the members over the recent past, those included that sleep and ran here last.</summary>
    internal LoadAverage Average;

    /// <summary>Weight of a thread that has the pCPU to itself and is in no queue, as it counts on this level; 0 when there is none.</summary>
    public long Aside { get; private set; }

    /// <summary>Top of the tree: runnable threads of the pCPU, running ones included.</summary>
    public int Threads { get; private set; }

    /// <summary>Top of the tree: whether a thread runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Whether it is listed among the queues of its pCPU whose average is not zero.</summary>
    public bool IsLeaf { get; set; }

    /// <summary>The load that its group knows of.</summary>
    public long Contribution { get; private set; }

    /// <summary>Virtual time when the queue was last seen, for the first member of an empty queue; CFS: min_vruntime, which only grows.</summary>
    public long Floor { get; set; }

    /// <summary>Virtual time from which threads of different pCPUs of a core are compared (zero_vruntime_fi).</summary>
    public long Baseline { get; set; }

    /// <summary>The spell of held idle threads on the core for which that was taken.</summary>
    public long BaselineSpell { get; set; } = -1;

    /// <summary>What is left of the group's quota here, picoseconds; below zero when it ran over before a tick saw it.</summary>
    public long Runtime { get; set; }

    /// <summary>Whether the quota is used up: the queue is out of its parent until the next refill.</summary>
    public bool IsThrottled { get; set; }

    public bool IsEmpty => Count == 0 && Current is null;

    public ReadOnlySpan<SchedulingEntity> Queued => _queued.AsSpan(0, Count);

    /// <summary>Whether this queue or one above it is throttled.</summary>
    public bool IsHeldBack
    {
        get
        {
            if (!Group.IsLimited) return false;
            for (var queue = this; queue is not null; queue = queue.Parent)
            {
                if (queue.IsThrottled) return true;
            }

            return false;
        }
    }

    /// <summary>Brings <see cref="Average"/> up to date and tells the group when it has changed by a 64th.</summary>
    public void Advance()
    {
        var now = Group.Now;
        Average.Advance(now, Weight + Aside, Threads, IsRunning);
        if (now - _told >= LeastBetweenTelling) Tell(now);
    }

    /// <summary>A thread alone on the pCPU comes, with its weight on this level, or goes.</summary>
    public void SetAside(long weight)
    {
        Advance();
        Aside = weight;
    }

    /// <summary>Top of the tree: how many threads are runnable, and whether one runs.</summary>
    public void CountThreads(int change, bool isRunning)
    {
        Average.Advance(Group.Now, Weight + Aside, Threads, IsRunning);
        Threads += change;
        IsRunning = isRunning;
    }

    /// <summary>Tells the group of the load at once.</summary>
    public void Tell(long now)
    {
        var load = Average.Load;
        var change = load - Contribution;
        if (Math.Abs(change) <= Contribution / 64) return;
        Group.Load += change;
        Contribution = load;
        _told = now;
    }

    /// <summary>Gives a member that is not queued a weight: its average load changes with it.</summary>
    public void SetWeight(SchedulingEntity entity, long weight)
    {
        if (entity.Weight == weight) return;
        AdvanceBoth(entity);
        Average.AddLoad((weight - entity.Weight) * entity.Average.LoadSum);
        entity.Weight = weight;
    }

    /// <summary>Gives a queue at the top a parent.</summary>
    public void PutBelow(GroupQueue parent)
    {
        Parent = parent;
        Entity = new SchedulingEntity { Own = this, Owner = parent, Queue = Pcpu };
    }

    /// <summary>The average virtual time of the members, by weight.</summary>
    public long VirtualTime()
    {
        if (Current is { } current) return Count == 0 ? current.VirtualTime : _load.AverageWith(current);
        return Count switch
        {
            0 => Floor,
            1 => _queued[0].VirtualTime,
            _ => _load.AverageFrom(_queued[0].VirtualTime),
        };
    }

    /// <summary>The same without one of the queued members; its own virtual time when there is no other.</summary>
    public long VirtualTimeWithout(SchedulingEntity queued)
    {
        var load = _load;
        load.Remove(queued);
        if (Current is { } current) return load.Weight == 0 ? current.VirtualTime : load.AverageWith(current);
        return load.Weight == 0 ? queued.VirtualTime : load.AverageFrom(queued.VirtualTime);
    }

    /// <summary>Takes in a member that was elsewhere.</summary>
    public void Add(SchedulingEntity entity)
    {
        AdvanceBoth(entity);
        entity.IsOnQueue = true;
        Weight += entity.Weight;
        Append(entity);
    }

    /// <summary>Lets a member go.</summary>
    public void Remove(SchedulingEntity entity)
    {
        AdvanceBoth(entity);
        entity.IsOnQueue = false;
        Weight -= entity.Weight;
        if (ReferenceEquals(Next, entity)) Next = null;
        if (ReferenceEquals(Current, entity)) Current = null;
        else Take(entity);
    }

    /// <summary>Gives a queued member the pCPU; nobody has it.</summary>
    public void SetCurrent(SchedulingEntity entity)
    {
        NoteFloor();
        Take(entity);
        if (ReferenceEquals(Next, entity)) Next = null;
        Current = entity;
    }

    /// <summary>Puts the member that has the pCPU back among the queued ones.</summary>
    public void PutBack()
    {
        Append(Current!);
        Current = null;
    }

    /// <summary>Changes the weight and virtual times of a member.</summary>
    public void Reweigh(SchedulingEntity entity, long weight, long virtualTime)
    {
        var queued = !ReferenceEquals(Current, entity);
        if (queued) _load.Remove(entity);
        AdvanceBoth(entity);
        Average.AddLoad((weight - entity.Weight) * entity.Average.LoadSum);
        Weight += weight - entity.Weight;
        (entity.Weight, entity.VirtualTime) = (weight, virtualTime);
        if (queued) _load.Add(entity);
    }

    /// <summary>The member to run: a boosted one that is eligible, else the current one while it is eligible and protected, else the earliest deadline among the eligible; null when there is none.</summary>
    public SchedulingEntity? Pick() => Group.Rules is { } cfs ? PickBehind(cfs) : PickDue();

    /// <summary>Whether a member is not ahead of the average.</summary>
    public bool IsEligible(SchedulingEntity member)
    {
        var load = _load;
        if (Current is { } current) load.Add(current);
        return load.IsEligible(member);
    }

    /// <summary>Brings <see cref="Floor"/> up to date: the average of the members, under CFS the least of them.</summary>
    public void NoteFloor()
    {
        if (Group.Rules is null)
        {
            Floor = Math.Max(Floor, VirtualTime());
            return;
        }

        if (IsEmpty) return;
        var least = First()?.VirtualTime ?? long.MaxValue;
        if (Current is { } current) least = Math.Min(least, current.VirtualTime);
        Floor = Math.Max(Floor, least);
    }

    /// <summary>The queued member with the least virtual time, the one that came first of several; null when none is queued.</summary>
    public SchedulingEntity? First()
    {
        SchedulingEntity? first = null;
        foreach (var entity in Queued)
        {
            if (first is null || entity.VirtualTime < first.VirtualTime) first = entity;
        }

        return first;
    }

    /// <summary>CFS: the one with the least virtual time; one asked for by directed yield if it is ahead of that one by no more than the wake-up granularity.</summary>
    private SchedulingEntity? PickBehind(CfsRules cfs)
    {
        var best = First();
        // Equal ones go to the one that waits, as in pick_next_entity.
        if (best is null || Current?.VirtualTime < best.VirtualTime) best = Current;
        return Next is { } next && !cfs.IsBeyondGranularity(next, best!) ? next : best;
    }

    private SchedulingEntity? PickDue()
    {
        var current = Current;
        if (Next is not null && Boosted() is { } boosted) return boosted;
        if (Count == 0) return current;
        if (Count == 1 && current is null) return _queued[0];
        var load = _load;
        if (current is not null)
        {
            load.Add(current);
            // Protection does not outlast eligibility: who is ahead of its share gives way to a sleeper that is owed time.
            if (current.VirtualTime < current.ProtectedUntil && load.IsEligible(current)) return current;
        }

        SchedulingEntity? best = null;
        foreach (var entity in Queued)
        {
            if ((best is null || entity.Deadline < best.Deadline) && load.IsEligible(entity)) best = entity;
        }

        if (best is null) return current;
        // Equal deadlines go to the one that waits, as in pick_eevdf: turns are whole ticks, so ties are the rule.
        return current is not null && current.Deadline < best.Deadline && load.IsEligible(current) ? current : best;
    }

    private SchedulingEntity? Boosted()
    {
        var next = Next!;
        // Sleep ends a boost.
        if (next.IsDelayed) Next = null;
        var load = _load;
        if (Current is { } current) load.Add(current);
        return !next.IsDelayed && load.IsEligible(next) ? next : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AdvanceBoth(SchedulingEntity entity)
    {
        Advance();
        entity.Advance(Group.Now);
    }

    private void Append(SchedulingEntity entity)
    {
        if (Count == _queued.Length) Array.Resize(ref _queued, Count * 2);
        _queued[Count++] = entity;
        _load.Add(entity);
    }

    private void Take(SchedulingEntity entity)
    {
        var at = 0;
        while (!ReferenceEquals(_queued[at], entity)) at++;
        Count--;
        if (at < Count) Array.Copy(_queued, at + 1, _queued, at, Count - at);
        _queued[Count] = null!;
        _load.Remove(entity);
    }
}
