using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Earliest eligible virtual deadline first: among tasks not ahead of their fair share, run the one whose request is due first.</summary>
/// <remarks>
/// Models eligibility by lag, deadlines, run to parity, lag kept over sleep, delayed dequeue, slice ends at ticks, wake-up placement on the
/// last CPU, an idle core or an idle thread of its cache, new-idle pulling and periodic balancing; a VM's weight is shared among its
/// runnable threads; soft interrupts go before threads. Leaves out the cgroup tree below the VM, bandwidth quotas, short-slice preemption, yield_to and scan limits.
/// Source: Linux kernel/sched/fair.c 7.x; cpu-and-memory reference 1.3, 1.5-1.7, A.1. Page: docs/models/cpu.md.
/// </remarks>
/// <param name="parameters">Tunables.</param>
public sealed class EevdfScheduler(EevdfParameters parameters) : IWorldScheduler
{
    private const int UnitWeight = 1024;
    private const int MovesPerBalance = 32;

    private readonly long _slice = parameters.Slice.Picoseconds;
    private readonly long _tick = (long)(SimDuration.PerSecond / parameters.TickRate);
    private readonly List<int> _runnable = [];
    private IHostView _host = null!;
    private RunQueue[] _queues = [];
    private VirtualLoad[] _loads = [];
    private int[] _waiting = [];
    private long[] _floor = [];
    private int[] _waitingInNode = [];

    /// <inheritdoc />
    public SimDuration BalancePeriod => parameters.BalancePeriod;

    /// <inheritdoc />
    public void Attach(IHostView host)
    {
        _host = host;
        _queues = new RunQueue[host.Topology.Pcpus];
        for (var i = 0; i < _queues.Length; i++) _queues[i] = new RunQueue();
        _loads = new VirtualLoad[_queues.Length];
        _waiting = new int[_queues.Length];
        _floor = new long[_queues.Length];
        _waitingInNode = new int[host.Topology.Nodes];
    }

    /// <inheritdoc />
    public int Waiting(int pcpu) => _waiting[pcpu];

    /// <inheritdoc />
    public int QueueOf(int pcpu) => pcpu;

    /// <inheritdoc />
    public int SelectPcpu(World world)
    {
        var last = world.LastPcpu;
        if (last < 0) last = FirstPcpu(world);
        else if (_host.Idle.IsIdle(last)) return last;
        var node = _host.Topology.NodeOf(last);
        var idle = _host.Idle.FindIdleCore(node, last);
        if (idle < 0) idle = _host.Idle.FindIdle(node, last);
        if (idle >= 0) return idle;
        // A task that never ran is placed on the idlest node (fork balancing); a waking one stays in its cache and waits for balancing.
        if (world.LastPcpu >= 0) return last;
        for (var other = 0; other < _host.Topology.Nodes; other++)
        {
            idle = _host.Idle.FindIdle(other, last);
            if (idle >= 0) return idle;
        }

        return last;
    }

    /// <inheritdoc />
    public void Enqueue(World world, int pcpu, bool woke)
    {
        var entity = world.Entity;
        if (woke) CountRunnable(world, +1);
        if (entity.IsDelayed)
        {
            entity.IsDelayed = false;
            if (entity.Queue == pcpu)
            {
                // DELAY_ZERO: sleeping burns debt off but earns nothing.
                var average = VirtualTime(pcpu);
                if (entity.VirtualTime < average)
                {
                    _loads[pcpu].Remove(entity);
                    entity.VirtualTime = average;
                    _loads[pcpu].Add(entity);
                    entity.Deadline = average + VirtualSlice(entity.Weight);
                }

                MarkWaiting(world, pcpu, +1);
                return;
            }

            entity.Lag = Math.Min(0, Clamp(VirtualTime(entity.Queue) - entity.VirtualTime, entity.Weight));
            Detach(world, entity.Queue);
        }

        entity.Weight = WeightOf(world);
        var total = TotalWeight(pcpu);
        var lag = total > 0 ? entity.Lag * (total + entity.Weight) / total : 0;
        entity.VirtualTime = VirtualTime(pcpu) - lag;
        entity.Deadline = entity.VirtualTime + VirtualSlice(entity.Weight);
        entity.Queue = pcpu;
        Attach(world, pcpu);
        MarkWaiting(world, pcpu, +1);
    }

    /// <inheritdoc />
    public bool Preempts(World queued, World running, int pcpu) =>
        // A wake-up brings the running one's account up to date: past its protection it has to stand the whole comparison, whoever wins it.
        ShouldYield(running, pcpu);

    /// <inheritdoc />
    public bool ShouldYield(World running, int pcpu) => !ReferenceEquals(Pick(pcpu, running), running);

    /// <inheritdoc />
    public World? PickNext(int pcpu)
    {
        var world = Pick(pcpu, running: null);
        if (world is null) return null;
        _floor[pcpu] = Math.Max(_floor[pcpu], VirtualTime(pcpu));
        MarkWaiting(world, pcpu, -1);
        Detach(world, pcpu);
        world.Entity.Queue = pcpu;
        return world;
    }

    /// <inheritdoc />
    public World? Pull(int pcpu)
    {
        var own = _host.Topology.NodeOf(pcpu);
        var from = Longest(own, minimum: 1);
        for (var node = 0; from < 0 && node < _host.Topology.Nodes; node++)
        {
            if (node != own) from = Longest(node, minimum: 1);
        }

        if (from < 0) return null;
        var world = LongestWaiting(from, pcpu);
        if (world is null) return null;
        Migrate(world, pcpu);
        MarkWaiting(world, pcpu, -1);
        Detach(world, pcpu);
        world.Entity.Queue = pcpu;
        return world;
    }

    /// <inheritdoc />
    public void OnStart(World world, int pcpu)
    {
        var entity = world.Entity;
        entity.RanThisTurn = 0;
        // Run to parity: with equal slices a running task is safe from wake-ups for one slice.
        entity.ProtectedUntil = Math.Min(entity.Deadline, entity.VirtualTime + VirtualSlice(entity.Weight));
    }

    /// <inheritdoc />
    public void Charge(World world, long ran, bool siblingBusy)
    {
        if (world.Kind == WorldKind.HostInterrupt) return;
        var entity = world.Entity;
        entity.VirtualTime += entity.Weight == UnitWeight ? ran : ran * UnitWeight / entity.Weight;
        entity.RanThisTurn += ran;
        if (entity.VirtualTime < entity.Deadline) return;
        Reweigh(world);
        entity.Deadline = entity.VirtualTime + VirtualSlice(entity.Weight);
    }

    /// <inheritdoc />
    public void OnPreempted(World world, int pcpu)
    {
        Reweigh(world);
        Attach(world, pcpu);
        MarkWaiting(world, pcpu, +1);
    }

    /// <inheritdoc />
    public void OnStopped(World world, int pcpu)
    {
        CountRunnable(world, -1);
        var entity = world.Entity;
        var average = VirtualTime(pcpu, world);
        entity.Lag = Clamp(average - entity.VirtualTime, entity.Weight);
        _floor[pcpu] = Math.Max(_floor[pcpu], average);
        if (parameters.DelayDequeue && entity.Lag < 0 && _waiting[pcpu] > 0 && world.Kind != WorldKind.HostInterrupt)
        {
            entity.IsDelayed = true;
            Attach(world, pcpu);
            return;
        }

        entity.Queue = -1;
    }

    /// <inheritdoc />
    public void Remove(World world)
    {
        var pcpu = world.Entity.Queue;
        MarkWaiting(world, pcpu, -1);
        world.Entity.Lag = Clamp(VirtualTime(pcpu) - world.Entity.VirtualTime, world.Entity.Weight);
        Detach(world, pcpu);
    }

    /// <inheritdoc />
    public SimTime NextDecision(World running, int pcpu)
    {
        var entity = running.Entity;
        // Not the deadline: accounts are brought up to date between ticks and renew it, while a running one without protection is looked at in every tick.
        // At least one picosecond ahead, so that a decision that changes nothing is not repeated at the same tick.
        var left = Math.Max(1, (entity.ProtectedUntil - entity.VirtualTime) * entity.Weight / UnitWeight);
        var due = _host.Now.Picoseconds + left;
        return new SimTime((due + _tick - 1) / _tick * _tick);
    }

    /// <inheritdoc />
    public void Balance()
    {
        for (var move = 0; move < MovesPerBalance; move++)
        {
            int longest = -1, shortest = -1;
            for (var pcpu = 0; pcpu < _queues.Length; pcpu++)
            {
                if (_waiting[pcpu] > 0 && (longest < 0 || Load(pcpu) > Load(longest))) longest = pcpu;
                if (shortest < 0 || Load(pcpu) < Load(shortest)) shortest = pcpu;
            }

            if (longest < 0 || Load(longest) - Load(shortest) < 2 || LongestWaiting(longest, shortest) is not { } world) return;
            Migrate(world, shortest);
            world.Pcpu = shortest;
            _host.Reconsider(shortest);
        }
    }

    private int FirstPcpu(World world)
    {
        var perNode = _host.Topology.PcpusPerNode;
        return (world.StartNode % _host.Topology.Nodes * perNode) + (world.Id * 7 % perNode);
    }

    private int Load(int pcpu) => _waiting[pcpu] + (_host.Idle.IsIdle(pcpu) ? 0 : 1);

    private World? Pick(int pcpu, World? running)
    {
        if (running?.Kind == WorldKind.HostInterrupt) return running;
        while (true)
        {
            var queue = _queues[pcpu].Worlds;
            if (_loads[pcpu].Interrupts > 0 && Interrupt(queue) is { } interrupt) return interrupt;
            if (running is not null && running.Entity.VirtualTime < running.Entity.ProtectedUntil) return running;
            var load = _loads[pcpu];
            if (running is not null) load.Add(running.Entity);
            World? best = null;
            foreach (var world in queue)
            {
                if ((best is null || world.Entity.Deadline < best.Entity.Deadline) && load.IsEligible(world.Entity)) best = world;
            }

            if (best is null) return running;
            // Equal deadlines go to the one that waits, as in pick_eevdf: turns are whole ticks, so ties are the rule.
            if (running is not null && running.Entity.Deadline < best.Entity.Deadline && load.IsEligible(running.Entity)) return running;
            if (!best.Entity.IsDelayed) return best;
            best.Entity.IsDelayed = false;
            best.Entity.Lag = Math.Min(0, Clamp(VirtualTime(pcpu, running) - best.Entity.VirtualTime, best.Entity.Weight));
            Detach(best, pcpu);
        }
    }

    /// <summary>Receive processing runs as soft interrupt: before every thread, and outside their shares.</summary>
    private static World? Interrupt(ReadOnlySpan<World> queue)
    {
        foreach (var world in queue)
        {
            if (world.Kind == WorldKind.HostInterrupt) return world;
        }

        return null;
    }

    private long VirtualTime(int pcpu) => VirtualTime(pcpu, RunningIn(pcpu));

    private long VirtualTime(int pcpu, World? running)
    {
        var queue = _queues[pcpu];
        if (running is not null) return queue.Count == 0 ? running.Entity.VirtualTime : _loads[pcpu].AverageWith(running.Entity);
        return queue.Count switch
        {
            0 => _floor[pcpu],
            1 => queue[0].Entity.VirtualTime,
            _ => _loads[pcpu].AverageFrom(queue[0].Entity.VirtualTime),
        };
    }

    private long TotalWeight(int pcpu) => _loads[pcpu].Weight + (RunningIn(pcpu)?.Entity.Weight ?? 0);

    private World? RunningIn(int pcpu) =>
        _host.RunningOn(pcpu) is { } world && world.Entity.Queue == pcpu && !world.Entity.IsQueued && !world.Entity.IsDelayed ? world : null;

    private int Longest(int node, int minimum)
    {
        if (_waitingInNode[node] < minimum) return -1;
        var best = -1;
        var first = node * _host.Topology.PcpusPerNode;
        for (var pcpu = first; pcpu < first + _host.Topology.PcpusPerNode; pcpu++)
        {
            if (_waiting[pcpu] >= minimum && (best < 0 || _waiting[pcpu] > _waiting[best])) best = pcpu;
        }

        return best;
    }

    private World? LongestWaiting(int pcpu, int target)
    {
        var node = _host.Topology.NodeOf(target);
        foreach (var world in _queues[pcpu].Worlds)
        {
            if (world.Entity.IsQueued && (world.HomeNode < 0 || world.HomeNode == node)) return world;
        }

        return null;
    }

    private void Migrate(World world, int pcpu)
    {
        var entity = world.Entity;
        var relative = entity.Deadline - entity.VirtualTime;
        Remove(world);
        Enqueue(world, pcpu, woke: false);
        entity.Deadline = entity.VirtualTime + relative;
    }

    private void Attach(World world, int pcpu)
    {
        _queues[pcpu].Add(world);
        _loads[pcpu].Add(world.Entity);
        if (world.Kind == WorldKind.HostInterrupt) _loads[pcpu].Interrupts++;
    }

    private void Detach(World world, int pcpu)
    {
        _queues[pcpu].Remove(world);
        _loads[pcpu].Remove(world.Entity);
        if (world.Kind == WorldKind.HostInterrupt) _loads[pcpu].Interrupts--;
        world.Entity.Queue = -1;
    }

    private void MarkWaiting(World world, int pcpu, int change)
    {
        world.Entity.IsQueued = change > 0;
        _waiting[pcpu] += change;
        _waitingInNode[_host.Topology.NodeOf(pcpu)] += change;
    }

    private void CountRunnable(World world, int change)
    {
        if (world.VmId < 0) return;
        while (_runnable.Count <= world.VmId) _runnable.Add(0);
        _runnable[world.VmId] += change;
    }

    private long WeightOf(World world) =>
        world.VmId < 0 ? UnitWeight : Math.Max(2, parameters.VmWeight / Math.Max(1, _runnable[world.VmId]));

    /// <summary>Gives a running world the weight it has by now; lag and request keep their size in time, so the queue's virtual time stands still.</summary>
    private void Reweigh(World world)
    {
        var entity = world.Entity;
        var (old, weight) = (entity.Weight, WeightOf(world));
        if (old == weight) return;
        var average = VirtualTime(entity.Queue, world);
        var request = entity.Deadline - entity.VirtualTime;
        entity.VirtualTime = average - (long)((Int128)(average - entity.VirtualTime) * old / weight);
        entity.Deadline = entity.VirtualTime + (long)((Int128)request * old / weight);
        entity.Weight = weight;
    }

    private long VirtualSlice(long weight) => weight == UnitWeight ? _slice : _slice * UnitWeight / weight;

    private long Clamp(long lag, long weight)
    {
        var limit = weight == UnitWeight ? _slice + _tick : (_slice + _tick) * UnitWeight / weight;
        return Math.Clamp(lag, -limit, limit);
    }
}
