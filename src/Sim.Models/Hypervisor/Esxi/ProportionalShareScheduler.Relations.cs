namespace Sim.Models.Hypervisor.Esxi;

/// <content>
/// Relation scheduling: a world that another one wakes more often than a rate wakes in the last-level cache of that one while it has a wholly
/// idle core. ESXi takes related contexts apart to lose 30 % (Cpu.DefaultImpact), less than the 37.5 % beside a busy thread: an idle core elsewhere goes before a thread nearby.
/// Source: Cpu.CommRateThreshold; cpu-and-memory 2.4, action affinity. What counts as communication and what a relation weighs is not published: wake-ups and this order are assumed.
/// </content>
public sealed partial class ProportionalShareScheduler
{
    private void NoteWaker(World world)
    {
        if (parameters.CommRateThreshold <= 0 || _host.Waker is not { } waker) return;
        (world.Entity.Relations ??= new WakeRelations()).Note(waker, _host.Now, parameters.CommRateThreshold);
    }

    /// <summary>The pCPU of a world that a world belongs to, when none is under its own cache and that one's has an idle core on a node that it may use; else where it would look anyway.</summary>
    private int Towards(World world, int start)
    {
        if (world.Entity.Relations is not { } relations) return start;
        var topology = _host.Topology;
        var found = start;
        foreach (var related in relations.Related)
        {
            var there = related.LastPcpu;
            if (there < 0) continue;
            if (topology.CacheOf(there) == topology.CacheOf(start)) return start;
            if (found != start || IsWithdrawn(there) || (world.HomeNode >= 0 && topology.NodeOf(there) != world.HomeNode)) continue;
            if (_host.Idle.FindIdleCoreInCache(topology.CacheOf(there), there) >= 0) found = there;
        }

        return found;
    }
}
