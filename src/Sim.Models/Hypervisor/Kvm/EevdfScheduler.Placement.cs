namespace Sim.Models.Hypervisor.Kvm;

/// <content>Which pCPU: wake-up placement, pulling when a pCPU would idle, periodic balancing.</content>
public sealed partial class EevdfScheduler
{
    private const int MovesPerBalance = 32;

    private long _arrivals;

    /// <inheritdoc />
    public int SelectPcpu(World world)
    {
        var last = world.LastPcpu;
        if (last < 0) last = FirstPcpu(world);
        else if (_host.Idle.IsIdle(last)) return last;
        var node = _host.Topology.NodeOf(last);
        var idle = _host.Idle.FindIdleCore(node, last);
        if (idle < 0) idle = _host.Idle.FindIdle(node, last);
        if (idle >= 0) return idle;
        // A task that never ran is placed on the idlest node (fork balancing); a waking one stays in its cache and waits for balancing.
        if (world.LastPcpu >= 0) return last;
        for (var other = 0; other < _host.Topology.Nodes; other++)
        {
            idle = _host.Idle.FindIdle(other, last);
            if (idle >= 0) return idle;
        }

        return last;
    }

    /// <inheritdoc />
    public World? Pull(int pcpu)
    {
        var own = _host.Topology.NodeOf(pcpu);
        var from = Longest(own, minimum: 1);
        for (var node = 0; from < 0 && node < _host.Topology.Nodes; node++)
        {
            if (node != own) from = Longest(node, minimum: 1);
        }

        if (from < 0 || LongestWaiting(from, pcpu) is not { } world) return null;
        Migrate(world, pcpu);
        return PickNext(pcpu);
    }

    /// <inheritdoc />
    public void Balance()
    {
        for (var move = 0; move < MovesPerBalance; move++)
        {
            int longest = -1, shortest = -1;
            for (var pcpu = 0; pcpu < _roots.Length; pcpu++)
            {
                if (_waiting[pcpu] > 0 && (longest < 0 || Load(pcpu) > Load(longest))) longest = pcpu;
                if (shortest < 0 || Load(pcpu) < Load(shortest)) shortest = pcpu;
            }

            if (longest < 0 || Load(longest) - Load(shortest) < 2 || LongestWaiting(longest, shortest) is not { } world) return;
            Migrate(world, shortest);
            world.Pcpu = shortest;
            _host.Reconsider(shortest);
        }
    }

    private int FirstPcpu(World world)
    {
        var perNode = _host.Topology.PcpusPerNode;
        return (world.StartNode % _host.Topology.Nodes * perNode) + (world.Id * 7 % perNode);
    }

    private int Load(int pcpu) => _waiting[pcpu] + (_host.Idle.IsIdle(pcpu) ? 0 : 1);

    private int Longest(int node, int minimum)
    {
        if (_waitingInNode[node] < minimum) return -1;
        var best = -1;
        var first = node * _host.Topology.PcpusPerNode;
        for (var pcpu = first; pcpu < first + _host.Topology.PcpusPerNode; pcpu++)
        {
            if (_waiting[pcpu] >= minimum && (best < 0 || _waiting[pcpu] > _waiting[best])) best = pcpu;
        }

        return best;
    }

    /// <summary>The world that has waited longest in the queue of a pCPU, of those that may run on another.</summary>
    private World? LongestWaiting(int pcpu, int target)
    {
        if (_interrupts[pcpu].Count > 0) return _interrupts[pcpu][0];
        World? best = null;
        if (_alone[pcpu].Entity is { } alone) Consider(alone, target, ref best);
        Search(_roots[pcpu], target, ref best);
        return best;
    }

    private void Search(GroupQueue queue, int target, ref World? best)
    {
        foreach (var member in queue.Queued) Consider(member, target, ref best);
        if (queue.Current is { } current) Consider(current, target, ref best);
    }

    private void Consider(SchedulingEntity member, int target, ref World? best)
    {
        if (member.Own is { } own)
        {
            Search(own, target, ref best);
            return;
        }

        if (!member.IsQueued || (best is not null && member.Arrival > best.Entity.Arrival)) return;
        var world = member.World!;
        if (world.HomeNode >= 0 && world.HomeNode != _host.Topology.NodeOf(target)) return;
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
