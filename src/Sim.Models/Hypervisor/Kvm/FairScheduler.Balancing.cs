using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// Moving waiting threads between pCPUs: a pCPU that is about to idle pulls, an idle one is kicked by a busy one's tick, a busy one looks for a
/// busier one. Source: Linux kernel/sched/fair.c, sched_balance_newidle, sched_balance_rq, calculate_imbalance, nohz_balancer_kick;
/// cpu-and-memory reference 1.6.
/// </content>
public sealed partial class FairScheduler
{
    /// <summary>Halves every 32 ms, as the load averages of Linux do.</summary>
    private const double HalfLife = 0.032;

    private const int MostHalvings = 30;

    private DomainMember[][] _domains = [];
    private long[] _ran = [];
    private double[] _utilisation = [];
    private double[] _load = [];
    private double _kept;
    private bool _isOverloaded;
    private bool _hasNewIdle;
    private SimTime _nextKick;
    private long _arrivals;

    /// <summary>How often balancing is looked at: in ticks, as many as a quarter of a domain's interval holds.</summary>
    public SimDuration BalancePeriod { get; private set; }

    /// <inheritdoc />
    public World? Pull(int pcpu)
    {
        _hasNewIdle = true;
        if (_sharing is not null && _waiting[pcpu] > 0) return PullBeside(pcpu);
        // Nobody waits anywhere as far as the host knows.
        if (!_isOverloaded) return null;
        foreach (var member in _domains[pcpu])
        {
            if (!member.Odds.Throw(_host.Now, out var weight)) continue;
            var found = FindBusiest(member.Domain, pcpu) is var busiest and >= 0 ? LongestWaiting(busiest, pcpu, double.MaxValue) : null;
            member.Odds.Count(found is null ? 0 : weight, _host.Now);
            if (found is null) continue;
            Migrate(found, pcpu);
            return PickNext(pcpu);
        }

        _isOverloaded = AnyWaiting();
        return null;
    }

    /// <inheritdoc />
    public void Balance()
    {
        for (var pcpu = 0; pcpu < _roots.Length; pcpu++)
        {
            _host.Settle(pcpu);
            _utilisation[pcpu] = (_utilisation[pcpu] * _kept) + ((1 - _kept) * _ran[pcpu] / BalancePeriod.Picoseconds);
            _load[pcpu] = (_load[pcpu] * _kept) + ((1 - _kept) * LoadOn(pcpu));
            _ran[pcpu] = 0;
        }

        for (var pcpu = 0; pcpu < _roots.Length; pcpu++)
        {
            if (!_host.Idle.IsIdle(pcpu)) Balance(pcpu, isIdle: false);
        }

        // Without a tick an idle pCPU balances only when a busy one with something to give, or beside others in its cache, kicks it.
        if (AnyWaiting() || IsCrowded()) KickIdle();
    }

    /// <summary>Lets every idle pCPU whose time has come balance; not before the earliest of them was due when that was last noted.</summary>
    private void KickIdle()
    {
        if (_host.Now < _nextKick && !_hasNewIdle) return;
        var isKick = _host.Now >= _nextKick;
        var next = SimTime.Max;
        for (var pcpu = 0; pcpu < _roots.Length; pcpu++)
        {
            if (!_host.Idle.IsIdle(pcpu)) continue;
            if (isKick) Balance(pcpu, isIdle: true);
            // One that got a thread is busy from now on, and due so much later.
            var isBusy = !_host.Idle.IsIdle(pcpu);
            foreach (var member in _domains[pcpu])
            {
                var due = member.LastBalance + member.Domain.Interval(isBusy);
                if (due < next) next = due;
            }
        }

        // pCPUs that fell idle since are first noted and kicked at the next tick (NOHZ_NEXT_KICK).
        _nextKick = next;
        _hasNewIdle = false;
    }

    private void Balance(int pcpu, bool isIdle)
    {
        foreach (var member in _domains[pcpu])
        {
            if (_host.Now < member.LastBalance + member.Domain.Interval(!isIdle)) continue;
            member.LastBalance = _host.Now;
            NoteUtilisation(member.Domain);
            if (_isOverloaded && Balance(member, pcpu, isIdle)) return;
            if (isIdle && Spread(member, pcpu)) return;
        }
    }

    private void AttachBalancing()
    {
        // Caches, nodes and the host, each level that is larger than the one below.
        var topology = _host.Topology;
        var sizes = new[] { topology.PcpusPerCache, topology.PcpusPerNode, topology.Pcpus }.Distinct().ToArray();
        var levels = sizes.Select(size => Enumerable.Range(0, topology.Pcpus / size).Select(i => new SchedulingDomain(i * size, size)).ToArray()).ToArray();
        _domains = new DomainMember[topology.Pcpus][];
        for (var pcpu = 0; pcpu < _domains.Length; pcpu++)
        {
            _domains[pcpu] = new DomainMember[sizes.Length];
            for (var level = 0; level < sizes.Length; level++)
            {
                var odds = new NewIdleOdds(parameters.NewIdle, (pcpu * sizes.Length) + level + 1);
                _domains[pcpu][level] = new DomainMember(levels[level][pcpu / sizes[level]], odds);
            }
        }

        var quarter = levels[0][0].Interval(isBusy: false).Picoseconds / 4;
        BalancePeriod = new SimDuration(Math.Max(1, quarter / _tick) * _tick);
        _kept = Math.Pow(0.5, BalancePeriod.Seconds / HalfLife);
        _ran = new long[topology.Pcpus];
        _utilisation = new double[topology.Pcpus];
        _load = new double[topology.Pcpus];
    }

    private void NoteUtilisation(SchedulingDomain domain)
    {
        if (domain.Count != _host.Topology.PcpusPerCache) return;
        var sum = 0.0;
        for (var pcpu = domain.First; pcpu < domain.End; pcpu++) sum += _utilisation[pcpu];
        domain.NoteUtilisation(sum / domain.Count);
    }

    /// <summary>Takes one thread over from the busiest pCPU of a domain, if that is enough busier.</summary>
    /// <returns>Whether one was moved.</returns>
    private bool Balance(DomainMember member, int pcpu, bool isIdle)
    {
        var domain = member.Domain;
        var busiest = FindBusiest(domain, pcpu);
        if (busiest < 0)
        {
            if (domain.Count == _roots.Length) _isOverloaded = AnyWaiting();
            return false;
        }

        var most = double.MaxValue;
        if (!isIdle)
        {
            if (_load[busiest] * 100 <= _load[pcpu] * SchedulingDomain.ImbalancePercent)
            {
                member.Failures = 0;
                return false;
            }

            var average = 0.0;
            for (var other = domain.First; other < domain.End; other++) average += _load[other];
            average /= domain.Count;
            most = Math.Min(_load[busiest] - average, average - _load[pcpu]) * (1 << Math.Min(member.Failures, MostHalvings));
        }

        if (LongestWaiting(busiest, pcpu, most) is not { } world)
        {
            member.Failures++;
            return false;
        }

        member.Failures = 0;
        Migrate(world, pcpu);
        world.Pcpu = pcpu;
        _host.Reconsider(pcpu);
        return true;
    }

    /// <summary>Of the pCPUs where somebody waits, the one with most load; -1 when nobody does.</summary>
    private int FindBusiest(SchedulingDomain domain, int except)
    {
        if (domain.Count <= _host.Topology.PcpusPerNode && _waitingInNode[_host.Topology.NodeOf(domain.First)] == 0) return -1;
        var busiest = -1;
        for (var pcpu = domain.First; pcpu < domain.End; pcpu++)
        {
            if (pcpu == except || _waiting[pcpu] == 0 || !MayGive(pcpu, except)) continue;
            if (busiest < 0 || _load[pcpu] > _load[busiest]) busiest = pcpu;
        }

        return busiest;
    }

    private bool AnyWaiting()
    {
        foreach (var waiting in _waitingInNode)
        {
            if (waiting > 0) return true;
        }

        return false;
    }

    /// <summary>Weight of what is runnable on a pCPU, as it counts there at the top of the tree.</summary>
    private double LoadOn(int pcpu) =>
        _alone[pcpu].Entity is not { } alone ? _roots[pcpu].Weight
        : alone.Group!.IsTop ? alone.Weight
        : (double)alone.Group.Weight * alone.Weight / alone.Group.Load;

    /// <summary>The world that has waited longest in the queue of a pCPU, of those that may run on another and weigh no more than <paramref name="most"/>.</summary>
    private World? LongestWaiting(int pcpu, int target, double most)
    {
        if (_interrupts[pcpu].Count > 0) return _interrupts[pcpu][0];
        World? best = null;
        if (_alone[pcpu].Entity is { } alone) Consider(alone, target, most, ref best);
        Search(_roots[pcpu], target, most, ref best);
        return best;
    }

    /// <param name="queue">Where to look.</param>
    /// <param name="target">The pCPU to move to.</param>
    /// <param name="most">The most that a thread may weigh, in the measure of this queue.</param>
    /// <param name="best">The best so far.</param>
    private void Search(GroupQueue queue, int target, double most, ref World? best)
    {
        foreach (var member in queue.Queued) Consider(member, target, most, ref best);
        if (queue.Current is { } current) Consider(current, target, most, ref best);
    }

    private void Consider(SchedulingEntity member, int target, double most, ref World? best)
    {
        if (member.Own is { } own)
        {
            // A part of a group's load counts for the same part of the group's weight (task_h_load).
            Search(own, target, most * own.Weight / member.Weight, ref best);
            return;
        }

        if (member.Weight > most) return;

        if (!member.IsQueued || (best is not null && member.Arrival > best.Entity.Arrival)) return;
        var world = member.World!;
        if ((world.HomeNode >= 0 && world.HomeNode != _host.Topology.NodeOf(target)) || !world.MayRunOn(target)) return;
        // A task that may not run there counts as hot (task_hot).
        if (_sharing is not null && _host.RunningOn(target) is null && !_sharing.MayRun(world, target)) return;
        // Where its group is out of quota it could not run either.
        if (member.IsLimited && (world.IsThrottled || member.Group!.Queues[target].IsHeldBack)) return;
        best = world;
    }

    private void Migrate(World world, int pcpu)
    {
        var entity = world.Entity;
        var relative = entity.Deadline - entity.VirtualTime;
        Remove(world);
        Enqueue(world, pcpu, woke: false);
        if (world.Kind != WorldKind.HostInterrupt) entity.Deadline = entity.VirtualTime + relative;
    }
}
