using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <content>Which pCPU a waking thread goes to. Source: Linux kernel/sched/fair.c, select_idle_sibling; cpu-and-memory 1.5.</content>
public sealed partial class FairScheduler
{
    /// <inheritdoc />
    public int SelectPcpu(World world)
    {
        var last = world.LastPcpu;
        if (world.Affinity is not null) _hasMasks = true;
        if (last < 0 || !world.MayRunOn(last)) return ForkPcpu(world);
        var entity = world.Entity;
        // Asleep but not yet out of its queue: it is woken where it is (ttwu_runnable).
        if (entity.IsDelayed) return entity.Queue;
        // Without a domain there is nowhere to look.
        if (IsIsolated(last)) return last;
        var target = WakeTarget(world, last);
        if (IsAvailable(target)) return target;
        var cache = _host.Topology.CacheOf(target);
        var isNear = _host.Topology.CacheOf(last) == cache;
        if (target != last && isNear && _host.Idle.IsIdle(last)) return last;
        var recent = entity.RecentPcpu;
        entity.RecentPcpu = last;
        if (recent >= 0 && recent != last && _host.Topology.CacheOf(recent) == cache && _host.Idle.IsIdle(recent) && world.MayRunOn(recent)) return recent;
        var allowed = Searched(world);
        // Where no core is idle, the other thread of the last core comes first, and is looked at however busy the cache is.
        var idle = _host.Idle.FindIdleCoreInCache(cache, target, allowed);
        if (idle < 0 && isNear && _host.Topology.SiblingOf(last) is var sibling and >= 0 && _host.Idle.IsIdle(sibling) && allowed?.Contains(sibling) != false
            && _sharing?.MayRun(world, sibling) != false) return sibling;
        // A waking thread stays in its cache or its waker's; crossing over otherwise is left to balancing.
        if (_cacheLevel < 0 || !_domains[target][_cacheLevel].Domain.IsScanned) return target;
        if (_sharing is null && idle < 0) idle = _host.Idle.FindIdleInCache(cache, target, allowed);
        else if (idle < 0) idle = _sharing!.FindIdle(world, cache * _host.Topology.PcpusPerCache, _host.Topology.PcpusPerCache, target);
        return idle >= 0 ? idle : target;
    }

    /// <summary>A thread that never ran goes to its node, or to another with an idle pCPU (fork balancing).</summary>
    private int ForkPcpu(World world)
    {
        if (world.Affinity is { } mask) return FirstPcpu(world, mask);
        var perNode = _host.Topology.PcpusPerNode;
        var node = world.HomeNode >= 0 ? world.HomeNode : world.StartNode % _host.Topology.Nodes;
        var first = (node * perNode) + (world.Id * 7 % perNode);
        var idle = _host.Idle.FindIdleCore(node, first);
        if (idle < 0) idle = _host.Idle.FindIdle(node, first);
        for (var other = 0; idle < 0 && world.HomeNode < 0 && other < _host.Topology.Nodes; other++) idle = _host.Idle.FindIdle(other, first);
        return idle >= 0 ? idle : first;
    }
}
