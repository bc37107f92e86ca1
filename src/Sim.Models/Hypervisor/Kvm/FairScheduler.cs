using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>
/// The fair class of Linux. EEVDF: among tasks not ahead of their fair share, run the one whose request is due first. CFS, in kernels before 6.6: run the
/// one with the least virtual runtime (<see cref="CfsRules"/>).
/// </summary>
/// <remarks>
/// Models eligibility by lag, deadlines, run to parity, lag kept over sleep, delayed dequeue, slices of threads, slice ends at ticks, wake-up placement on the last CPU
/// or the waker's, an idle core or an idle thread of its cache, new-idle pulling, periodic and active balancing, on every level of the cgroup tree, with
/// group weights by share of average load and bandwidth quotas; soft interrupts go before threads. Source: Linux kernel/sched/fair.c 7.x; cpu-and-memory 1.3, 1.5-1.8, A.1, A.2. Pages: docs/models/cpu.md, docs/models/kvm-placement.md.
/// </remarks>
/// <param name="parameters">Tunables.</param>
public sealed partial class FairScheduler(FairParameters parameters) : IWorldScheduler
{
    private const int UnitWeight = 1024;

    private readonly long _slice = parameters.Slice.Picoseconds;
    private readonly long _tick = (long)(SimDuration.PerSecond / parameters.TickRate);
    private IHostView _host = null!;
    private GroupQueue[] _roots = [];
    private RunQueue[] _interrupts = [];
    private int[] _waiting = [];
    private int[] _waitingInNode = [];
    private int[] _delayed = [];

    /// <summary>The cgroups; there once the scheduler has a host.</summary>
    public CgroupTree Groups { get; private set; } = null!;

    /// <inheritdoc />
    public void Attach(IHostView host)
    {
        (_host, _sharing) = (host, host.Sharing);
        Groups = new CgroupTree(host, this, parameters, _cfs);
        _roots = Groups.MachineSlice.Queues;
        _alone = new Alone[_roots.Length];
        _interrupts = new RunQueue[_roots.Length];
        for (var i = 0; i < _interrupts.Length; i++) _interrupts[i] = new RunQueue();
        _waiting = new int[_roots.Length];
        _waitingInNode = new int[host.Topology.Nodes];
        _delayed = new int[_roots.Length];
        AttachBalancing();
        AttachIsolation();
        AttachCfs();
    }

    /// <inheritdoc />
    public int Waiting(int pcpu) => _waiting[pcpu];

    /// <inheritdoc />
    public bool NeedsDecisions(World running, int pcpu) => _waiting[pcpu] > 0 || running.Entity.IsLimited || _delayed[pcpu] > 0;

    /// <inheritdoc />
    public int QueueOf(int pcpu) => pcpu;

    /// <inheritdoc />
    public void Enqueue(World world, int pcpu, bool woke)
    {
        var entity = world.Entity;
        if (world.Kind == WorldKind.HostInterrupt)
        {
            entity.Queue = pcpu;
            _interrupts[pcpu].Add(world);
            MarkWaiting(world, +1);
            return;
        }

        var group = entity.Group ?? Groups.PlaceByDefault(world);
        if (entity.IsDelayed)
        {
            if (entity.Queue == pcpu)
            {
                Revive(entity);
                MarkWaiting(world, +1);
                return;
            }

            Dequeue(entity, mayDelay: false);
        }

        entity.Queue = pcpu;
        CountLoadIn(group.Queues[pcpu], entity);
        entity.Touched = ++_touches;
        var isAlone = TryKeepOut(entity, group);
        if (!isAlone) BringIn(pcpu);
        if (_cfs is { } cfs)
        {
            PlaceThread(cfs, entity, group.Queues[pcpu], woke);
            _unseen[pcpu] = world;
        }

        if (!isAlone)
        {
            entity.Owner = group.Queues[pcpu];
            EnqueueUp(entity);
        }

        MarkWaiting(world, +1);
    }

    /// <inheritdoc />
    public bool ShouldYield(World running, int pcpu) =>
        running.Kind != WorldKind.HostInterrupt
        && ((running.Entity.IsLimited && HasUsedUpQuota(running.Entity))
            || (_cfs is { } cfs ? ShouldYieldUnderCfs(cfs, running, pcpu)
                : (_sharing is null || HasRun(running, pcpu)) && !ReferenceEquals(Choose(pcpu), running)));

    /// <inheritdoc />
    public World? PickNext(int pcpu)
    {
        var world = (_cfs is { } cfs ? Interrupted(cfs, pcpu) : null) ?? Choose(pcpu);
        if (world is null)
        {
            // A turn that was cut off to hold the pCPU idle is over.
            if (_sharing is not null) PutBack(_roots[pcpu]);
            return null;
        }

        MarkWaiting(world, -1);
        if (world.Kind == WorldKind.HostInterrupt)
        {
            if (_cfs is null) PutBack(_roots[pcpu]);
            else _isInterrupted[pcpu] = true;
            _interrupts[pcpu].Remove(world);
        }
        else
        {
            SetRunning(world.Entity, pcpu, isRunning: true);
            if (world.Entity.IsOnQueue) SwitchTo(world.Entity);
            else ProtectAlone(world.Entity);
        }

        return world;
    }

    /// <inheritdoc />
    public void OnStart(World world, int pcpu)
    {
        // A turn begins when it is picked, and goes on after an interrupt.
        Check.That(world.MayRunOn(pcpu), "a thread runs outside its affinity mask");
    }

    /// <inheritdoc />
    public void Charge(World world, long ran, bool siblingBusy)
    {
        if (world.Kind == WorldKind.HostInterrupt) return;
        var entity = world.Entity;
        entity.LastRan = _host.Now.Picoseconds;
        entity.RanThisTurn += ran;
        if (entity.RanOnNode is { } nodes) nodes[_host.Topology.NodeOf(world.Pcpu)] += ran;
        if (!entity.IsOnQueue)
        {
            ChargeAlone(entity, ran);
            return;
        }

        var isLimited = entity.IsLimited;
        for (var member = entity; member is not null; member = member.Owner!.Entity)
        {
            member.VirtualTime += member.Weight == UnitWeight ? ran : ran * UnitWeight / member.Weight;
            if (_cfs is not null)
            {
                if (member.Own is not null) member.RanThisTurn += ran;
            }
            else if (member.VirtualTime >= member.Deadline)
            {
                if (member.Own is not null) Reweigh(member);
                RenewInTicks(member, ran);
            }

            if (!isLimited || member.Owner!.Group.Bandwidth is not { } bandwidth) continue;
            member.Owner.Runtime -= ran;
            if (member.Owner.Runtime <= 0) bandwidth.TryDraw(member.Owner);
        }
    }

    /// <inheritdoc />
    public void OnPreempted(World world, int pcpu)
    {
        // It keeps its place until the next one is picked, so that groups which stay on the pCPU keep their protection.
        if (world.Kind != WorldKind.HostInterrupt) SetRunning(world.Entity, pcpu, isRunning: false);
        MarkWaiting(world, +1);
        if (world.Entity.IsLimited) ThrottleUsedUp(world.Entity.Owner);
    }

    /// <inheritdoc />
    public void OnStopped(World world, int pcpu)
    {
        var entity = world.Entity;
        if (world.Kind == WorldKind.HostInterrupt)
        {
            entity.Queue = -1;
            return;
        }

        SetRunning(entity, pcpu, isRunning: false);
        if (!entity.IsOnQueue)
        {
            LetGo(entity);
            entity.Queue = -1;
            return;
        }

        var queue = entity.Owner;
        Dequeue(entity, mayDelay: true);
        if (!entity.IsDelayed) entity.Queue = -1;
        if (entity.IsLimited) ThrottleUsedUp(queue);
    }

    /// <inheritdoc />
    public void Remove(World world)
    {
        MarkWaiting(world, -1);
        KeepRequest(world.Entity);
        if (world.Kind == WorldKind.HostInterrupt) _interrupts[world.Entity.Queue].Remove(world);
        else if (!world.Entity.IsOnQueue) LetGo(world.Entity);
        else Dequeue(world.Entity, mayDelay: false);
        world.Entity.Queue = -1;
    }

    /// <inheritdoc />
    public SimTime NextDecision(World running, int pcpu)
    {
        if (running.Kind == WorldKind.HostInterrupt || !running.Entity.IsOnQueue) return SimTime.Max;
        var left = LeftBesideHeld(running, pcpu);
        if (_cfs is { } cfs) left = Math.Min(left, TurnLeft(cfs, running.Entity));
        for (var member = running.Entity; member is not null; member = member.Owner!.Entity)
        {
            var queue = member.Owner!;
            // Not the deadline: accounts are brought up to date between ticks and renew it, while a running one without protection is looked at in every tick.
            if (_cfs is null && queue.Count > 0) left = Math.Min(left, Scale(member.ProtectedUntil - member.VirtualTime, member.Weight, UnitWeight));
            if (queue.Group.Bandwidth is not null) left = Math.Min(left, queue.Runtime);
        }

        if (left == long.MaxValue) return SimTime.Max;
        // At least one picosecond ahead, so that a decision that changes nothing is not repeated at the same tick.
        var now = _host.Now.Picoseconds;
        var due = (now + Math.Max(1, left) + _tick - 1) / _tick * _tick;
        var entity = running.Entity;
        if (_cfs is null && entity.ReadsCpuClock && entity.Group!.Members > 1 && entity.Owner!.Count > 0)
            due = Math.Min(due, now + Math.Max(1, Scale(entity.Deadline - entity.VirtualTime, entity.Weight, UnitWeight)));
        return new SimTime(due);
    }

    private World? Pick(int pcpu)
    {
        if (_interrupts[pcpu].Count > 0) return _interrupts[pcpu][0];
        if (_alone[pcpu].Entity is { } alone) return alone.World;
        var queue = _roots[pcpu];
        while (true)
        {
            var entity = queue.Pick();
            if (entity is null) return null;
            if (entity.IsDelayed)
            {
                Dequeue(entity, mayDelay: false);
                queue = _roots[pcpu];
            }
            else if (entity.World is { } world)
            {
                return world;
            }
            else
            {
                queue = entity.Own!;
            }
        }
    }

    /// <summary>Makes a queued entity and its groups the current ones, up to the first group that is already.</summary>
    private void SwitchTo(SchedulingEntity entity)
    {
        for (var member = entity; member is not null; member = member.Owner!.Entity)
        {
            var queue = member.Owner!;
            if (ReferenceEquals(queue.Current, member)) return;
            PutBack(queue);
            queue.SetCurrent(member);
            Protect(member);
        }
    }

    /// <summary>Run to parity: with equal slices a running task is safe from wake-ups for one slice.</summary>
    private void Protect(SchedulingEntity entity)
    {
        entity.RanThisTurn = 0;
        entity.ProtectedUntil = Math.Min(entity.Deadline, entity.VirtualTime + Protection(entity));
    }

    private void PutBack(GroupQueue queue)
    {
        var next = queue;
        while (next?.Current is { } current)
        {
            Renew(current);
            next.PutBack();
            next = current.Own;
        }
    }

    private void EnqueueUp(SchedulingEntity entity)
    {
        var member = entity;
        while (true)
        {
            var queue = member.Owner!;
            if (member.IsOnQueue)
            {
                if (member.IsDelayed) Revive(member);
                break;
            }

            var wasEmpty = queue.IsEmpty;
            if (queue.Current is { } current) Renew(current);
            Place(queue, member);
            if (queue.IsThrottled) return;
            if (wasEmpty && queue.Group.Bandwidth is { } bandwidth && queue.Runtime <= 0 && !bandwidth.TryDraw(queue))
            {
                queue.IsThrottled = true;
                bandwidth.OnThrottled(queue);
                // The group may have gone to sleep delayed: it must not be taken for an empty one when it is looked at next.
                if (queue.Entity!.IsOnQueue) Dequeue(queue.Entity, mayDelay: false);
                return;
            }

            if (queue.Entity is null) return;
            member = queue.Entity;
        }

        ReweighUp(member);
    }

    private void Place(GroupQueue queue, SchedulingEntity member)
    {
        if (member.Own is { } own)
        {
            TakeSlice(member);
            var weight = own.Group.WeightOn(own);
            if (weight != member.Weight) member.Lag = Scale(member.Lag, member.Weight, weight);
            queue.SetWeight(member, weight);
        }

        if (_cfs is { } cfs)
        {
            // Threads are placed where they come in; groups come back like sleepers.
            queue.NoteFloor();
            if (member.Own is not null) member.VirtualTime = cfs.Woken(member.VirtualTime, queue.Floor);
            queue.Add(member);
            return;
        }

        // The lag is inflated to survive the entity's own arrival.
        var lag = queue.IsEmpty ? 0 : Scale(member.Lag, queue.Weight + member.Weight, queue.Weight);
        member.VirtualTime = queue.VirtualTime() - lag;
        member.Deadline = DeadlineOf(member);
        queue.Add(member);
    }

    /// <summary>Takes an entity out of its queue, and every group that runs empty by it out of its parent's.</summary>
    /// <param name="entity">A thread or group, queued or current.</param>
    /// <param name="mayDelay">Whether it sleeps, and so may stay queued until its negative lag is burnt off.</param>
    private void Dequeue(SchedulingEntity entity, bool mayDelay)
    {
        var member = entity;
        while (true)
        {
            var queue = member.Owner!;
            if (_cfs is not null)
            {
                queue.NoteFloor();
            }
            else
            {
                var average = queue.VirtualTime();
                member.Lag = Clamp(average - member.VirtualTime, member);
                queue.Floor = Math.Max(queue.Floor, average);
            }

            if (member.IsDelayed)
            {
                // DELAY_ZERO: sleeping burns debt off but earns nothing.
                SetDelayed(member, false);
                member.Lag = Math.Min(0, member.Lag);
            }
            else if (mayDelay && parameters.DelayDequeue && _cfs is null && member.Lag < 0 && _waiting[queue.Pcpu] > 0)
            {
                SetDelayed(member, true);
                if (ReferenceEquals(queue.Current, member)) queue.PutBack();
                return;
            }

            queue.Remove(member);
            if (!queue.IsEmpty)
            {
                if (queue.Entity is { IsOnQueue: true }) ReweighUp(queue.Entity);
                return;
            }

            queue.Group.Bandwidth?.Return(queue);
            if (queue.Entity is not { IsOnQueue: true } group) return;
            member = group;
            mayDelay = true;
        }
    }

    /// <summary>A delayed entity is wanted again before it was taken out: without credit, at the average of the others when it has slept its debt off.</summary>
    private void Revive(SchedulingEntity entity)
    {
        SetDelayed(entity, false);
        var queue = entity.Owner!;
        if (entity.VirtualTime >= queue.VirtualTime()) return;
        queue.Reweigh(entity, entity.Weight, queue.VirtualTimeWithout(entity));
        entity.Deadline = entity.VirtualTime + VirtualSlice(entity);
    }

    /// <summary>Delayed members stand in the tree and are looked at in ticks, though nobody waits.</summary>
    private void SetDelayed(SchedulingEntity entity, bool isDelayed)
    {
        entity.IsDelayed = isDelayed;
        _delayed[entity.Owner!.Pcpu] += isDelayed ? 1 : -1;
    }

    private void ReweighUp(SchedulingEntity entity)
    {
        for (var member = entity; member is { IsOnQueue: true }; member = member.Owner!.Entity)
        {
            if (member.Own is null) continue;
            TakeSlice(member);
            Reweigh(member);
        }
    }

    /// <summary>Gives a group's entity the weight it has by now; lag and request keep their size in time, so the queue's virtual time stands still.</summary>
    private static void Reweigh(SchedulingEntity entity)
    {
        var own = entity.Own!;
        var (old, weight) = (entity.Weight, own.Group.WeightOn(own));
        if (old == weight) return;
        var queue = entity.Owner!;
        if (own.Group.Rules is not null)
        {
            // CFS leaves the virtual runtime as it is.
            queue.Reweigh(entity, weight, entity.VirtualTime);
            return;
        }

        var average = queue.VirtualTime();
        var request = Scale(entity.Deadline - entity.VirtualTime, old, weight);
        var protection = Scale(entity.ProtectedUntil - entity.VirtualTime, old, weight);
        queue.Reweigh(entity, weight, average - Scale(average - entity.VirtualTime, old, weight));
        entity.Deadline = entity.VirtualTime + request;
        entity.ProtectedUntil = entity.VirtualTime + protection;
    }

    private void MarkWaiting(World world, int change)
    {
        var entity = world.Entity;
        if (world.Kind != WorldKind.HostInterrupt) entity.Advance(_host.Now.Picoseconds);
        entity.IsQueued = change > 0;
        if (change > 0 && entity.IsLimited && entity.Owner!.IsHeldBack)
        {
            world.SetThrottled(true, _host.Now);
            return;
        }

        if (change < 0 && world.IsThrottled)
        {
            world.SetThrottled(false, _host.Now);
            return;
        }

        CountWaiting(entity.Queue, change, isThread: world.Kind != WorldKind.HostInterrupt);
    }

    private void CountWaiting(int pcpu, int change, bool isThread)
    {
        if (isThread) _roots[pcpu].CountThreads(change, _roots[pcpu].IsRunning);
        _waiting[pcpu] += change;
        _sharing?.NoteWaiting(pcpu, _waiting[pcpu] > 0);
        if (change > 0 && !_host.Idle.IsIdle(pcpu)) _isOverloaded = true;
        _waitingInNode[_host.Topology.NodeOf(pcpu)] += change;
    }

    private long Clamp(long lag, SchedulingEntity entity)
    {
        var greatest = (_hasSlices ? SlicesOf(entity.Owner!).Greatest : _slice) + _tick;
        var limit = entity.Weight == UnitWeight ? greatest : greatest * UnitWeight / entity.Weight;
        return Math.Clamp(lag, -limit, limit);
    }

    // Virtual times of a slice and weights up to 2^20 stay inside 64 bits; only a queue that stood still for long needs more.
    internal static long Scale(long value, long numerator, long denominator) =>
        numerator == denominator ? value
        : Math.Abs(value) < 1L << 42 && numerator < 1L << 20 ? value * numerator / denominator
        : (long)((Int128)value * numerator / denominator);
}
