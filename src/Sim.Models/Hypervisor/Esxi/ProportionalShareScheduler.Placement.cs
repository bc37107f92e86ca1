namespace Sim.Models.Hypervisor.Esxi;

/// <content>
/// Where a world that wakes goes: to its last pCPU if that core is wholly idle; else to a wholly idle core, else to an idle thread, of its cache, then of its
/// node, then, without a home node, of the host; of a few at the same distance to the one whose core did least of late. Where all are busy it goes before the running
/// world that is furthest ahead of a few, or waits where fewest wait. Source: cpu-and-memory 2.4: nearness, an idle core before a thread beside a busy
/// one, load history; how ESXi weighs them against each other is not published: assumed.
/// </content>
public sealed partial class ProportionalShareScheduler
{
    /// <inheritdoc />
    public int SelectPcpu(World world)
    {
        if (world.OwnPcpu >= 0) return world.OwnPcpu;
        var topology = _host.Topology;
        var node = NodeOf(world);
        var start = InUse(world.LastPcpu >= 0 && topology.NodeOf(world.LastPcpu) == node
            ? world.LastPcpu
            : (node * topology.PcpusPerNode) + (world.Id * 7 % topology.PcpusPerNode));
        start = Towards(world, start);
        node = topology.NodeOf(start);
        var sibling = topology.SiblingOf(start);
        if (_host.Idle.IsIdle(start) && (sibling < 0 || _host.Idle.IsIdle(sibling))) return start;
        var idle = IdleCore(world, node, start);
        if (idle >= 0) return idle;
        if (_sharing is not null) return SelectShared(world, node, start);
        idle = IdleThread(world, node, start);
        return idle >= 0 ? idle : BusyPcpu(world, start);
    }

    private int NodeOf(World world) =>
        world.HomeNode >= 0 ? world.HomeNode : world.LastPcpu >= 0 ? _host.Topology.NodeOf(world.LastPcpu) : world.StartNode % _host.Topology.Nodes;

    private int IdleCore(World world, int node, int start)
    {
        var topology = _host.Topology;
        var found = LeastUsed(topology.CacheOf(start), start);
        if (found < 0 && topology.PcpusPerCache < topology.PcpusPerNode) found = _host.Idle.FindIdleCore(node, start);
        for (var other = 0; found < 0 && world.HomeNode < 0 && _sharing is null && other < topology.Nodes; other++) found = _host.Idle.FindIdleCore(other, start);
        return found;
    }

    private int IdleThread(World world, int node, int start)
    {
        var topology = _host.Topology;
        var found = _host.Idle.FindIdleInCache(topology.CacheOf(start), start);
        if (found < 0 && topology.PcpusPerCache < topology.PcpusPerNode) found = _host.Idle.FindIdle(node, start);
        for (var other = 0; found < 0 && world.HomeNode < 0 && other < topology.Nodes; other++) found = _host.Idle.FindIdle(other, start);
        return found;
    }

    /// <summary>Of the first few wholly idle cores of a cache the one with the lightest history, the first of equals; -1 when there is none.</summary>
    private int LeastUsed(int cache, int start)
    {
        var topology = _host.Topology;
        var first = _host.Idle.FindIdleCoreInCache(cache, start);
        if (first < 0) return -1;
        var (best, at) = (first, first);
        for (var looked = 1; looked < parameters.WakeupPcpus; looked++)
        {
            at = _host.Idle.FindIdleCoreInCache(cache, (topology.CoreOf(at) + 1) * topology.ThreadsPerCore);
            if (topology.CoreOf(at) == topology.CoreOf(first)) break;
            if (HistoryOf(at) < HistoryOf(best)) best = at;
        }

        return best;
    }

    private int BusyPcpu(World world, int start)
    {
        Join(world);
        var perCache = _host.Topology.PcpusPerCache;
        var first = _host.Topology.CacheOf(start) * perCache;
        var (ahead, shortest) = (start, start);
        _host.Settle(start);
        for (var looked = 1; looked < parameters.WakeupPcpus && looked < perCache; looked++)
        {
            var pcpu = first + ((start - first + looked) % perCache);
            if (IsWithdrawn(pcpu)) continue;
            _host.Settle(pcpu);
            if (Waiting(pcpu) < Waiting(shortest)) shortest = pcpu;
            if (_host.RunningOn(pcpu) is { } running && _host.RunningOn(ahead) is { } other && Order(running, other, 0, 0) > 0) ahead = pcpu;
        }

        return _host.RunningOn(ahead) is { } victim && Order(world, victim, Math.Max(_margin, Distance(world, ahead)), 0) < 0 ? ahead : shortest;
    }
}
