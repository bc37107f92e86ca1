using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <content>
/// Relation scheduling: a world that one other world wakes more often than a rate, all others' wake-ups taken off, is placed in the last-level cache of that one while it has a wholly
/// idle core. ESXi takes related contexts apart to lose 30 % (Cpu.DefaultImpact), less than the 37.5 % beside a busy thread: an idle core elsewhere goes before a thread nearby.
/// Source: Cpu.CommRateThreshold; cpu-and-memory reference 2.4, action affinity. What counts as communication, over which time and what a
/// relation weighs is not published: wake-ups, a second and this order are assumed.
/// </content>
public sealed partial class ProportionalShareScheduler
{
    private static readonly SimDuration CommWindow = SimDuration.FromSeconds(1);

    /// <summary>Counts who wakes a world: of many the one that does it more often than all others together.</summary>
    private void NoteWaker(World world)
    {
        if (parameters.CommRateThreshold <= 0 || _host.Waker is not { } waker) return;
        var entity = world.Entity;
        var counted = _host.Now - entity.CommSince;
        if (counted >= CommWindow)
        {
            entity.Related = entity.CommCount >= parameters.CommRateThreshold * counted.Seconds ? entity.CommWith : null;
            (entity.CommWith, entity.CommCount, entity.CommSince) = (waker, 0, _host.Now);
        }

        if (ReferenceEquals(entity.CommWith, waker)) entity.CommCount++;
        else if (entity.CommCount == 0) (entity.CommWith, entity.CommCount) = (waker, 1);
        else entity.CommCount--;
    }

    /// <summary>The pCPU of the world that a world belongs to, when that is under another cache with an idle core and on a node that it may use; else where it would look anyway.</summary>
    private int Towards(World world, int start)
    {
        if (world.Entity.Related is not { LastPcpu: >= 0 } related) return start;
        var there = related.LastPcpu;
        var topology = _host.Topology;
        if (topology.CacheOf(there) == topology.CacheOf(start) || IsWithdrawn(there)) return start;
        if (world.HomeNode >= 0 && topology.NodeOf(there) != world.HomeNode) return start;
        return _host.Idle.FindIdleCoreInCache(topology.CacheOf(there), there) >= 0 ? there : start;
    }
}
