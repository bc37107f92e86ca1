using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Proportional share by virtual time: the world that used least for its shares runs first.</summary>
/// <remarks>
/// Models virtual time charged per share with the fixed hyper-threading charge of 62.5 %, bounded lag of sleepers, the 200 ms quantum,
/// wake-up preemption by a margin, choice of an idle core, then an idle thread, then the worst of four running worlds, and cache affinity.
/// vCPUs stay on their NUMA home node. Leaves out reservations, limits, resource pools, relation scheduling and pull periods between pCPUs
/// (ready worlds of a node form one queue). Source: ESXi 8.0.3 advanced settings; cpu-and-memory reference 2.1-2.5, A.3.
/// Page: docs/models/cpu.md.
/// </remarks>
/// <param name="parameters">Tunables.</param>
public sealed partial class ProportionalShareScheduler(EsxiCpuParameters parameters) : IWorldScheduler
{
    private const int ReferenceShares = 1000;
    private const int SharedThreadCharge = 625;

    private readonly long _quantum = parameters.Quantum.Picoseconds;
    private readonly long _margin = parameters.WakePreemptMargin.Picoseconds;
    private readonly long _affinity = parameters.AffinityBonus.Picoseconds;
    private readonly long _boundedLag = parameters.BoundLagQuanta * parameters.Quantum.Picoseconds;
    private IHostView _host = null!;
    private RunQueue[] _nodes = [];
    private long _global;

    /// <summary>How often <see cref="Balance"/> is called, 2 s; it moves nothing yet, so this is no parameter.</summary>
    public SimDuration BalancePeriod { get; } = SimDuration.FromSeconds(2);

    /// <inheritdoc />
    public void Attach(IHostView host)
    {
        _host = host;
        _nodes = new RunQueue[host.Topology.Nodes];
        for (var i = 0; i < _nodes.Length; i++) _nodes[i] = new RunQueue();
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
        if (idle < 0) idle = _host.Idle.FindIdle(node, start);
        for (var other = 0; idle < 0 && world.HomeNode < 0 && other < _host.Topology.Nodes; other++) idle = _host.Idle.FindIdle(other, start);
        if (idle >= 0) return idle;

        var worst = start;
        for (var looked = 1; looked < parameters.WakeupPcpus && looked < perNode; looked++)
        {
            var pcpu = (node * perNode) + ((start - (node * perNode) + looked) % perNode);
            if (_host.RunningOn(pcpu) is { } running && _host.RunningOn(worst) is { } other
                && running.Entity.VirtualTime > other.Entity.VirtualTime) worst = pcpu;
        }

        return worst;
    }

    /// <inheritdoc />
    public void Enqueue(World world, int pcpu, bool woke)
    {
        var entity = world.Entity;
        entity.Weight = parameters.SharesPerVcpu;
        entity.RanThisTurn = 0;
        if (woke) entity.VirtualTime = Math.Max(entity.VirtualTime, _global - (_boundedLag * ReferenceShares / entity.Weight));
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
        running.Entity.VirtualTime > queued.Entity.VirtualTime + Math.Max(_margin * ReferenceShares / queued.Entity.Weight, Distance(queued, pcpu));

    /// <inheritdoc />
    public bool ShouldYield(World running, int pcpu)
    {
        var best = Best(pcpu);
        return best is not null
            && (Preempts(best, running, pcpu) || (running.Entity.RanThisTurn >= _quantum && best.Entity.VirtualTime <= running.Entity.VirtualTime));
    }

    /// <inheritdoc />
    public World? PickNext(int pcpu)
    {
        var best = Best(pcpu);
        if (best is null) return null;
        Remove(best);
        _global = Math.Max(_global, best.Entity.VirtualTime);
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
                if (world.HomeNode >= 0) continue;
                Remove(world);
                return world;
            }
        }

        return null;
    }

    /// <inheritdoc />
    public void OnStart(World world, int pcpu) => world.Entity.RanThisTurn = 0;

    /// <inheritdoc />
    public void Charge(World world, long ran, bool siblingBusy)
    {
        var entity = world.Entity;
        entity.RanThisTurn += ran;
        var charged = siblingBusy ? ran * SharedThreadCharge / 1000 : ran;
        entity.VirtualTime += charged * ReferenceShares / entity.Weight;
    }

    /// <inheritdoc />
    public void OnPreempted(World world, int pcpu) => Add(world, pcpu);

    /// <inheritdoc />
    public void OnStopped(World world, int pcpu)
    {
        // Virtual time is kept as it is; bounded lag applies when the world wakes.
    }

    /// <inheritdoc />
    public void Remove(World world)
    {
        _nodes[world.Entity.Queue].Remove(world);
        world.Entity.Queue = -1;
        world.Entity.IsQueued = false;
    }

    /// <inheritdoc />
    public SimTime NextDecision(World running, int pcpu) =>
        _host.Now + new SimDuration(_quantum - (running.Entity.RanThisTurn % _quantum));

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
    }

    /// <summary>Virtual time that a world is put back for a pCPU whose caches do not hold its data, or on which it has had its quantum.</summary>
    private long Distance(World world, int pcpu) => world.LastPcpu == pcpu && world.Entity.RanThisTurn < _quantum ? 0 : _affinity;

    private World? Best(int pcpu)
    {
        var queue = _nodes[_host.Topology.NodeOf(pcpu)];
        World? best = null;
        var bestTime = long.MaxValue;
        for (var i = 0; i < queue.Count; i++)
        {
            var world = queue[i];
            var time = world.Entity.VirtualTime + Distance(world, pcpu);
            if (time < bestTime) (best, bestTime) = (world, time);
        }

        return best;
    }
}
