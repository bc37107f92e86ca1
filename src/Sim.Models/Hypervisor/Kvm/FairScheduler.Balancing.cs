using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// Moving waiting threads between pCPUs: a pCPU that is about to idle pulls, an idle one is kicked by a busy one's tick, a busy one looks for a
/// busier one. Source: Linux kernel/sched/fair.c, sched_balance_newidle, sched_balance_rq, calculate_imbalance, nohz_balancer_kick;
/// cpu-and-memory 1.6.
/// </content>
public sealed partial class FairScheduler
{
    private DomainMember[][] _domains = [];
    private List<GroupQueue>[] _leaves = [];
    private int _cacheLevel;
    private bool _isOverloaded;
    private bool _hasNewIdle;
    private SimTime _nextKick;
    private long _touches;

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
            var found = IsAnyWaiting(member.Domain) && TakeOver(member, pcpu, isIdle: true, isNew: true) is not null;
            member.Odds.Count(found ? weight : 0, _host.Now);
            if (found) return PickNext(pcpu);
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
            if (_isOverloaded) RenewLoads(pcpu);
            _roots[pcpu].Advance();
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
                var due = DueOf(member, isBusy);
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
            if (_host.Now < DueOf(member, isBusy: !isIdle)) continue;
            member.LastBalance = _host.Now;
            NoteUtilisation(member.Domain);
            var isAnyWaiting = _isOverloaded && IsAnyWaiting(member.Domain);
            if (!isAnyWaiting && member.Domain.Count == _roots.Length) _isOverloaded = AnyWaiting();
            if (!isAnyWaiting && !isIdle)
            {
                (member.Failures, member.IsBalanced) = (0, true);
            }
            else if (IsForAll(member.Domain, pcpu) && TakeOver(member, pcpu, isIdle, isNew: false) is not null)
            {
                _host.Reconsider(pcpu);
                isIdle = false;
            }
        }
    }

    private SimTime DueOf(DomainMember member, bool isBusy) => member.LastBalance + new SimDuration(member.Domain.Interval(isBusy, member.IsBalanced, _tick) * _tick);

    /// <summary>Whether a pCPU balances for its part of a domain: the first idle one of a wholly idle core, else the first idle one, else the first.</summary>
    private bool IsForAll(SchedulingDomain domain, int pcpu)
    {
        if (!domain.HasParts) return true;
        var first = domain.First + ((pcpu - domain.First) / domain.GroupSize * domain.GroupSize);
        var chosen = -1;
        for (var other = first; other < first + domain.GroupSize; other++)
        {
            if (!_host.Idle.IsIdle(other) || IsIsolated(other)) continue;
            if (_host.Topology.SiblingOf(other) is var sibling && (sibling < 0 || _host.Idle.IsIdle(sibling))) return other == pcpu;
            if (chosen < 0) chosen = other;
        }

        return pcpu == (chosen >= 0 ? chosen : first);
    }

    private void AttachBalancing()
    {
        // Cores, caches, nodes and the host, each level that is larger than the one below; a host of one pCPU is a domain too, in which nothing moves.
        var topology = _host.Topology;
        int[] sizes = [.. new[] { topology.ThreadsPerCore, topology.PcpusPerCache, topology.PcpusPerNode, topology.Pcpus }.Distinct().Where(size => size > 1 || topology.Pcpus == 1)];
        var levels = sizes.Select((size, level) => Enumerable.Range(0, topology.Pcpus / size).Select(i => Domain(i * size, size, level == 0 ? 1 : sizes[level - 1])).ToArray()).ToArray();
        _cacheLevel = Array.IndexOf(sizes, topology.PcpusPerCache);
        _leaves = [.. Enumerable.Range(0, topology.Pcpus).Select(_ => new List<GroupQueue>(64))];
        _domains = new DomainMember[topology.Pcpus][];
        _passedOver = new bool[topology.Pcpus];
        for (var pcpu = 0; pcpu < _domains.Length; pcpu++)
        {
            _domains[pcpu] = new DomainMember[sizes.Length];
            for (var level = 0; level < sizes.Length; level++)
            {
                var odds = new NewIdleOdds(parameters.NewIdle, (pcpu * sizes.Length) + level + 1);
                _domains[pcpu][level] = new DomainMember(levels[level][pcpu / sizes[level]], odds);
            }
        }

        var quarter = SimDuration.FromMilliseconds(topology.PcpusPerCache).Picoseconds / 4;
        BalancePeriod = new SimDuration(Math.Max(1, quarter / _tick) * _tick);
    }

    private SchedulingDomain Domain(int first, int size, int groupSize)
    {
        var topology = _host.Topology;
        var caches = topology.PcpusPerNode / topology.PcpusPerCache;
        return new SchedulingDomain(first, size, groupSize)
        {
            IsCore = size <= topology.ThreadsPerCore && size > 1,
            SharesCache = size <= topology.PcpusPerCache,
            SpansNodes = size > topology.PcpusPerNode,
            // A single cache a node: an eighth of the node (build_sched_domains, imb_numa_nr).
            NodeSlack = Math.Max(1, caches > 1 ? caches : topology.PcpusPerNode >> 3),
        };
    }

    private void NoteUtilisation(SchedulingDomain domain)
    {
        if (domain.Count != _host.Topology.PcpusPerCache) return;
        var sum = 0.0;
        for (var pcpu = domain.First; pcpu < domain.End; pcpu++) sum += _roots[pcpu].Average.Utilisation;
        domain.NoteUtilisation(sum / LoadAverage.Unit / domain.Count);
    }

    private bool IsAnyWaiting(SchedulingDomain domain) =>
        domain.Count > _host.Topology.PcpusPerNode ? AnyWaiting() : _waitingInNode[_host.Topology.NodeOf(domain.First)] > 0;

    private bool AnyWaiting()
    {
        foreach (var waiting in _waitingInNode)
        {
            if (waiting > 0) return true;
        }

        return false;
    }
}
