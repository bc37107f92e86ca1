using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Proportional share by virtual time: the world that used least for its shares runs first.</summary>
/// <remarks>
/// Models virtual time charged per share with the fixed hyper-threading charge of 62.5 % and by the actual clock, on every level of the resource pools, reservations before
/// shares, limits with their slack, bounded lag, the 200 ms quantum, wake-up preemption by a margin, a run queue a pCPU, placement by goodness, and
/// pulling between pCPUs. vCPUs stay on their NUMA home node. Worlds that lost much to
/// other threads of their cores get whole ones; worlds that wake each other often share a cache. Under a side-channel aware scheduler the worlds of a node form one queue. Source: ESXi 8.0.3 advanced settings; cpu-and-memory 2.1-2.5, A.3.
/// Page: docs/models/esxi-cpu.md.
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
    private CoreSharing? _sharing;

    /// <summary>The host's resource pools and VMs; every VM is put into one before it runs.</summary>
    public ResourceTree Groups { get; } = new(parameters.SharesPerVcpu);

    /// <inheritdoc />
    public void Attach(IHostView host)
    {
        (_host, _sharing) = (host, host.Sharing);
        AttachQueues();
        AttachWholeCores();
        (_looksAgain, _makesRoom) = (new bool[host.Topology.Pcpus], new bool[host.Topology.Pcpus]);
    }

    /// <inheritdoc />
    public void Enqueue(World world, int pcpu, bool woke)
    {
        var entity = world.Entity;
        entity.RanThisTurn = 0;
        var group = Join(world);
        if (woke)
        {
            var node = _host.Topology.NodeOf(pcpu);
            group.OnWoken(_host.Now, node, _boundedLag);
            entity.VirtualTime = Math.Max(entity.VirtualTime, group.ChosenTimeOn(node) - _boundedLag);
            NoteWaker(world);
        }

        if (group.IsLimited && group.Holder() is { } holder)
        {
            Hold(world, holder);
            return;
        }

        Add(world, pcpu);
        if (_sharing is not null) NoteFirst(world, pcpu);
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
        return Order(best, running, 0, 0, countsTurns: true) <= 0;
    }

    /// <inheritdoc />
    public World? PickNext(int pcpu)
    {
        var best = Best(pcpu);
        if (best is null) return null;
        Remove(best);
        OnChosen(best, pcpu);
        return best;
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
        _ran[world.Pcpu] += ran;
        var charged = siblingBusy ? ran * SharedThreadCharge / 1000 : ran;
        if (siblingBusy) NoteStolen(world, ran);
        if (world.Clock != ClockTable.Unit) charged = (long)((Int128)charged * world.Clock / ClockTable.Unit);
        var group = entity.Claim!;
        // On a core of its own it competes with nobody by shares: what it runs there leaves its VM's storage and network worlds their claim on the others.
        var (hasOwnCore, node) = (world.OwnPcpu >= 0, _host.Topology.NodeOf(world.Pcpu));
        if (!hasOwnCore) entity.VirtualTime = Math.Min(entity.VirtualTime + charged, Math.Max(entity.VirtualTime, group.ChosenTimeOn(node) + _boundedLag));
        group.Charge(charged, _host.Now - new SimDuration(ran), node, _boundedLag, parameters.LimitSlack, hasOwnCore);
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

        // Its home may be another node by now.
        if (world.HomeNode >= 0 && world.HomeNode != _host.Topology.NodeOf(pcpu)) Place(world);
        else Add(world, pcpu);
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
            TakeOut(world);
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

    /// <summary>Virtual time that a world is put back for a pCPU whose caches do not hold its data, or on which it has had its quantum.</summary>
    private long Distance(World world, int pcpu) => world.LastPcpu == pcpu && world.Entity.RanThisTurn < _quantum ? 0 : _affinity;

    /// <summary>The group of a world, found when it first wants to run.</summary>
    private ResourceGroup Join(World world)
    {
        if (world.Entity.Claim is { } group) return group;
        world.Entity.Claim = group = Groups.Of(world);
        world.Entity.IsLimited = group.IsLimited;
        return group;
    }

    private void OnChosen(World world, int pcpu)
    {
        var (group, node) = (world.Entity.Claim!, _host.Topology.NodeOf(pcpu));
        group.NoteChosen(node, world.Entity.VirtualTime);
        group.OnChosen(_host.Now, node);
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
        var queue = _queues[_queueOf[pcpu]];
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
