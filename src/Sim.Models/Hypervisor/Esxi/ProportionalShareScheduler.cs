using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Proportional share by virtual time: the world that used least for its shares runs first.</summary>
/// <remarks>
/// Models virtual time charged per share with the fixed hyper-threading charge of 62.5 %, on every level of the resource pools, reservations before
/// shares, limits with their slack, bounded lag, the 200 ms quantum, wake-up preemption by a margin, choice of an idle core, then an idle thread, then
/// the worst of four running worlds, and cache affinity. vCPUs stay on their NUMA home node. Leaves out relation scheduling and pull periods between
/// pCPUs (ready worlds of a node form one queue). Source: ESXi 8.0.3 advanced settings; cpu-and-memory reference 2.1-2.5, A.3.
/// Page: docs/models/cpu.md.
/// </remarks>
/// <param name="parameters">Tunables.</param>
public sealed partial class ProportionalShareScheduler(EsxiCpuParameters parameters) : IWorldScheduler, IEventTarget
{
    private const int SharedThreadCharge = 625;

    private readonly long _quantum = parameters.Quantum.Picoseconds;
    private readonly long _margin = parameters.WakePreemptMargin.Picoseconds;
    private readonly long _affinity = parameters.AffinityBonus.Picoseconds;
    private readonly long _boundedLag = parameters.BoundLagQuanta * parameters.Quantum.Picoseconds;
    private IHostView _host = null!;
    private RunQueue[] _nodes = [];
    private bool[] _makesRoom = [];
    private CoreSharing? _sharing;
    private long _fairnessLooks;

    /// <summary>The host's resource pools and VMs; every VM is put into one before it runs.</summary>
    public ResourceTree Groups { get; } = new(parameters.SharesPerVcpu);

    /// <summary>How often <see cref="Balance"/> is called, 2 s; it moves nothing yet, so this is no parameter.</summary>
    public SimDuration BalancePeriod { get; } = SimDuration.FromSeconds(2);

    /// <inheritdoc />
    public void Attach(IHostView host)
    {
        (_host, _sharing) = (host, host.Sharing);
        _nodes = new RunQueue[host.Topology.Nodes];
        for (var i = 0; i < _nodes.Length; i++) _nodes[i] = new RunQueue();
        (_looksAgain, _makesRoom) = (new bool[host.Topology.Pcpus], new bool[host.Topology.Pcpus]);
    }

    /// <inheritdoc />
    public int Waiting(int pcpu) => _nodes[_host.Topology.NodeOf(pcpu)].Count;

    /// <inheritdoc />
    public int QueueOf(int pcpu) => _host.Topology.NodeOf(pcpu);

    /// <inheritdoc />
    public int SelectPcpu(World world)
    {
        var node = NodeOf(world);
        var perNode = _host.Topology.PcpusPerNode;
        var start = world.LastPcpu >= 0 && _host.Topology.NodeOf(world.LastPcpu) == node
            ? world.LastPcpu
            : (node * perNode) + (world.Id * 7 % perNode);
        var sibling = _host.Topology.SiblingOf(start);
        if (_host.Idle.IsIdle(start) && (sibling < 0 || _host.Idle.IsIdle(sibling))) return start;
        var idle = _host.Idle.FindIdleCore(node, start);
        if (_sharing is not null) return idle >= 0 ? idle : SelectShared(world, node, start);
        if (idle < 0) idle = _host.Idle.FindIdle(node, start);
        for (var other = 0; idle < 0 && world.HomeNode < 0 && other < _host.Topology.Nodes; other++) idle = _host.Idle.FindIdle(other, start);
        if (idle >= 0) return idle;

        var worst = start;
        _host.Settle(worst);
        for (var looked = 1; looked < parameters.WakeupPcpus && looked < perNode; looked++)
        {
            var pcpu = (node * perNode) + ((start - (node * perNode) + looked) % perNode);
            _host.Settle(pcpu);
            if (_host.RunningOn(pcpu) is { } running && _host.RunningOn(worst) is { } other && Order(running, other, 0, 0) > 0) worst = pcpu;
        }

        return worst;
    }

    /// <inheritdoc />
    public void Enqueue(World world, int pcpu, bool woke)
    {
        var entity = world.Entity;
        entity.RanThisTurn = 0;
        if (entity.Claim is not { } group)
        {
            entity.Claim = group = Groups.Of(world);
            entity.IsLimited = group.IsLimited;
        }

        if (woke)
        {
            group.OnWoken(_host.Now, _boundedLag);
            entity.VirtualTime = Math.Max(entity.VirtualTime, group.ChosenTime - _boundedLag);
        }

        if (group.IsLimited && group.Holder() is { } holder)
        {
            Hold(world, holder);
            return;
        }

        Add(world, pcpu);
        if (_nodes[world.Entity.Queue].Count > 1 || _host.Idle.IsIdle(pcpu)) return;
        // The first to wait in a node: whoever runs there has a quantum to mind from now on.
        var first = world.Entity.Queue * _host.Topology.PcpusPerNode;
        for (var other = first; other < first + _host.Topology.PcpusPerNode; other++)
        {
            if (other != pcpu && _host.RunningOn(other) is not null) _host.Reconsider(other);
        }
    }

    /// <inheritdoc />
    public bool Preempts(World queued, World running, int pcpu) =>
        !queued.IsThrottled && Order(queued, running, Math.Max(_margin, Distance(queued, pcpu)), 0) < 0
        && (_sharing is null || _sharing.MayRun(queued, pcpu) || MayClear(queued, pcpu));

    /// <inheritdoc />
    public bool ShouldYield(World running, int pcpu)
    {
        if (running.Entity.IsLimited && running.Entity.Claim!.Holder() is not null) return true;
        // Two that may not run at once must not take the core from each other for ever.
        if (_sharing is not null && running.Entity.RanThisTurn == 0) return false;
        var best = Best(pcpu);
        if (best is null) return false;
        if (_makesRoom[pcpu])
        {
            _makesRoom[pcpu] = false;
            return Order(best, running, 0, 0, countsTurns: true) <= 0;
        }

        // By the same order as the choice, or a world that was just chosen could be sent back for ever.
        if (running.Entity.RanThisTurn < _quantum) return Order(best, running, Math.Max(_margin, Distance(best, pcpu)), 0, countsTurns: true) < 0;
        return Order(best, running, 0, 0, countsTurns: true) <= 0 && !LetAnotherYield(best, running, pcpu);
    }

    /// <inheritdoc />
    public World? PickNext(int pcpu)
    {
        var best = Best(pcpu);
        if (best is null) return null;
        Remove(best);
        OnChosen(best);
        return best;
    }

    /// <inheritdoc />
    public World? Pull(int pcpu)
    {
        for (var node = 0; node < _nodes.Length; node++)
        {
            for (var i = 0; i < _nodes[node].Count; i++)
            {
                var world = _nodes[node][i];
                if (world.HomeNode >= 0 || _sharing?.MayRun(world, pcpu) == false) continue;
                Remove(world);
                OnChosen(world);
                return world;
            }
        }

        return null;
    }

    /// <inheritdoc />
    public void OnStart(World world, int pcpu)
    {
        world.Entity.RanThisTurn = 0;
        if (world.Entity.Claim!.CountsTurns) CountRunning(world, +1);
    }

    /// <inheritdoc />
    public void Charge(World world, long ran, bool siblingBusy)
    {
        var entity = world.Entity;
        entity.RanThisTurn += ran;
        var charged = siblingBusy ? ran * SharedThreadCharge / 1000 : ran;
        var group = entity.Claim!;
        entity.VirtualTime = Math.Min(entity.VirtualTime + charged, Math.Max(entity.VirtualTime, group.ChosenTime + _boundedLag));
        group.Charge(charged, _host.Now - new SimDuration(ran), _boundedLag, parameters.LimitSlack);
    }

    /// <inheritdoc />
    public void OnPreempted(World world, int pcpu)
    {
        if (world.Entity.Claim!.CountsTurns)
        {
            CountRunning(world, -1);
            if (world.Entity.Claim!.Holder() is { } holder)
            {
                Hold(world, holder);
                return;
            }
        }

        Add(world, pcpu);
    }

    /// <inheritdoc />
    public void OnStopped(World world, int pcpu)
    {
        if (world.Entity.Claim!.CountsTurns) CountRunning(world, -1);
        // Virtual time is kept as it is; bounded lag applies when the world wakes.
        if (world.State == WorldState.Blocked) world.Entity.Claim!.OnBlocked();
    }

    /// <inheritdoc />
    public void Remove(World world)
    {
        if (world.IsThrottled)
        {
            // The group that holds it may not be the outermost one any more.
            for (var group = world.Entity.Claim!; ; group = group.Parent!)
            {
                if (!group.Held.TryRemove(world)) continue;
                break;
            }

            world.SetThrottled(throttled: false, _host.Now);
        }
        else
        {
            _nodes[world.Entity.Queue].Remove(world);
            if (_sharing is not null) NoteWaiting(world.Entity.Queue);
        }

        world.Entity.Queue = -1;
        world.Entity.IsQueued = false;
    }

    /// <inheritdoc />
    public SimTime NextDecision(World running, int pcpu)
    {
        if (_looksAgain[pcpu])
        {
            _looksAgain[pcpu] = false;
            return _host.Now;
        }

        if (running.Entity.IsLimited && running.Entity.Claim!.Holder() is not null) return _host.Now;
        return _host.Now + new SimDuration(_quantum - (running.Entity.RanThisTurn % _quantum));
    }

    /// <inheritdoc />
    public void Balance()
    {
        // Home nodes are chosen when VMs are placed; moving clients between nodes belongs to the NUMA scheduler.
    }

    private int NodeOf(World world) =>
        world.HomeNode >= 0 ? world.HomeNode : world.LastPcpu >= 0 ? _host.Topology.NodeOf(world.LastPcpu) : world.StartNode % _host.Topology.Nodes;

    private void Add(World world, int pcpu)
    {
        var node = _host.Topology.NodeOf(pcpu);
        _nodes[node].Add(world);
        world.Entity.Queue = node;
        world.Entity.IsQueued = true;
        if (_sharing is not null) NoteWaiting(node);
    }

    /// <summary>Virtual time that a world is put back for a pCPU whose caches do not hold its data, or on which it has had its quantum.</summary>
    private long Distance(World world, int pcpu) => world.LastPcpu == pcpu && world.Entity.RanThisTurn < _quantum ? 0 : _affinity;

    /// <summary>
    /// The one whose quantum is over is not always the one furthest ahead: of a pool that has had its share it may be the VM that had least. Looks at a few
    /// running worlds, a few others every time, and lets the one furthest ahead make room instead.
    /// </summary>
    private bool LetAnotherYield(World best, World running, int pcpu)
    {
        var perNode = _host.Topology.PcpusPerNode;
        var first = _host.Topology.NodeOf(pcpu) * perNode;
        var (ahead, at) = (running, pcpu);
        for (var looked = 0; looked < parameters.FairnessPcpus && looked < perNode; looked++)
        {
            var other = first + (int)(_fairnessLooks++ % perNode);
            _host.Settle(other);
            if (_host.RunningOn(other) is not { State: WorldState.Running } candidate) continue;
            // Beside the differences that turns of a quantum make.
            if (Order(candidate, running, 0, _quantum) > 0 && Order(candidate, ahead, 0, 0) > 0) (ahead, at) = (candidate, other);
        }

        if (at == pcpu || Order(best, ahead, 0, 0) > 0) return false;
        running.Entity.RanThisTurn = 0;
        (_looksAgain[at], _makesRoom[at]) = (true, true);
        _host.Reconsider(at);
        return true;
    }

    private void OnChosen(World world)
    {
        var group = world.Entity.Claim!;
        group.ChosenTime = Math.Max(group.ChosenTime, world.Entity.VirtualTime);
        group.OnChosen(_host.Now);
    }

    /// <summary>Who goes first: below zero for the one, above for the other. Reservations come before shares, on the level where the two claims part.</summary>
    /// <param name="one">A world.</param>
    /// <param name="other">Another.</param>
    /// <param name="oneBehind">Virtual time that the one is put back, at 1000 shares.</param>
    /// <param name="otherBehind">Virtual time that the other is put back.</param>
    /// <param name="countsTurns">Whether turns under way count as had: when a turn begins, as opposed to a wake-up.</param>
    private long Order(World one, World other, long oneBehind, long otherBehind, bool countsTurns = false)
    {
        var (a, b) = (one.Entity.Claim!, other.Entity.Claim!);
        if (ReferenceEquals(a, b)) return one.Entity.VirtualTime + oneBehind - other.Entity.VirtualTime - otherBehind;
        ResourceGroup.Diverge(ref a, ref b);
        var (ofOne, ofOther) = countsTurns ? (a.UnderWay(one, _quantum), b.UnderWay(other, _quantum)) : (0, 0);
        if (a.HasReservation || b.HasReservation)
        {
            var below = a.IsBelowReservation(_host.Now, ofOne);
            if (below != b.IsBelowReservation(_host.Now, ofOther)) return below ? -1 : 1;
            if (below) return a.ReservedUntil + oneBehind - b.ReservedUntil - otherBehind;
        }

        return a.VirtualTime + ResourceGroup.Scaled(oneBehind + ofOne, a.Allocation.Shares)
            - b.VirtualTime - ResourceGroup.Scaled(otherBehind + ofOther, b.Allocation.Shares);
    }

    private World? Best(int pcpu)
    {
        var queue = _nodes[_host.Topology.NodeOf(pcpu)];
        if (queue.Count == 0) return null;
        var best = Best(queue, pcpu, beside: null);
        return _sharing is null || _sharing.MayRun(best!, pcpu) || MayClear(best!, pcpu) ? best : Best(queue, pcpu, _sharing.Beside(pcpu));
    }

    private World? Best(RunQueue queue, int pcpu, World? beside)
    {
        var (best, bestBehind) = ((World?)null, 0L);
        foreach (var world in queue.Worlds)
        {
            if (beside is not null && !_sharing!.MayShare(world, beside)) continue;
            var behind = Distance(world, pcpu);
            if (best is null || Order(world, best, behind, bestBehind, countsTurns: true) < 0) (best, bestBehind) = (world, behind);
        }

        return best;
    }
}
