using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <content>Which pCPU a waking thread goes to. Source: Linux kernel/sched/fair.c, select_idle_sibling; cpu-and-memory reference 1.5.</content>
public sealed partial class FairScheduler
{
    /// <inheritdoc />
    public int SelectPcpu(World world)
    {
        var last = world.LastPcpu;
        if (last < 0) return ForkPcpu(world);
        var entity = world.Entity;
        // Asleep but not yet out of its queue: it is woken where it is (ttwu_runnable).
        if (entity.IsDelayed) return entity.Queue;
        var recent = entity.RecentPcpu;
        entity.RecentPcpu = last;
        if (_host.Idle.IsIdle(last)) return last;
        var cache = _host.Topology.CacheOf(last);
        if (recent >= 0 && recent != last && _host.Topology.CacheOf(recent) == cache && _host.Idle.IsIdle(recent)) return recent;
        // A waking thread stays in its cache; crossing over is left to balancing.
        if (_cacheLevel < 0 || !_domains[last][_cacheLevel].Domain.IsScanned) return last;
        var idle = _host.Idle.FindIdleCoreInCache(cache, last);
        if (_sharing is null && idle < 0) idle = _host.Idle.FindIdleInCache(cache, last);
        else if (idle < 0) idle = _sharing!.FindIdle(world, cache * _host.Topology.PcpusPerCache, _host.Topology.PcpusPerCache, last);
        return idle >= 0 ? idle : last;
    }

    /// <summary>A thread that never ran goes to its node, or to another with an idle pCPU (fork balancing).</summary>
    private int ForkPcpu(World world)
    {
        var perNode = _host.Topology.PcpusPerNode;
        var node = world.HomeNode >= 0 ? world.HomeNode : world.StartNode % _host.Topology.Nodes;
        var first = (node * perNode) + (world.Id * 7 % perNode);
        var idle = _host.Idle.FindIdleCore(node, first);
        if (idle < 0) idle = _host.Idle.FindIdle(node, first);
        for (var other = 0; idle < 0 && world.HomeNode < 0 && other < _host.Topology.Nodes; other++) idle = _host.Idle.FindIdle(other, first);
        return idle >= 0 ? idle : first;
    }
}
