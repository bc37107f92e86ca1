namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// A running thread goes to the node it prefers: to an idle pCPU there if the nodes are not further out of balance afterwards, counted in threads, or a hardly loaded
/// node takes a pair; else it changes places with a thread that runs there and prefers its node. Source: Linux kernel/sched/fair.c, task_numa_migrate,
/// task_numa_find_cpu, load_too_imbalanced, adjust_numa_imbalance, task_numa_compare.
/// </content>
public sealed partial class FairScheduler
{
    /// <summary>Tries to bring a running thread to a node.</summary>
    internal void MoveToNode(World world, int node)
    {
        var (topology, source) = (_host.Topology, world.Pcpu);
        var home = topology.NodeOf(source);
        if (home == node || world.HomeNode >= 0 || IsIsolated(source) || !_host.CanDisplace(source)) return;
        var (perNode, first) = (topology.PcpusPerNode, node * topology.PcpusPerNode);
        var (here, there) = (Sum(home * perNode, perNode).Threads - 1, Sum(first, perNode).Threads + 1);
        var surplus = Math.Max(0, there - here);
        var isBalanced = surplus == 0 || (there <= _domains[source][^1].Domain.NodeSlack && surplus <= 2) || Math.Abs(there - here) <= Math.Abs(there - here - 2);
        if (isBalanced)
        {
            var allowed = Searched(world);
            var idle = _host.Idle.FindIdleCore(node, first, allowed);
            if (idle < 0) idle = _host.Idle.FindIdle(node, first, allowed);
            if (idle >= 0 && _sharing?.MayRun(world, idle) != false)
            {
                Push(source, idle);
                return;
            }
        }

        for (var other = first; other < first + perNode && _sharing is null; other++)
        {
            if (_host.RunningOn(other) is { Kind: not WorldKind.HostInterrupt } running && running.Entity.PreferredNode == home && running.MayRunOn(source)
                && running.HomeNode < 0 && world.MayRunOn(other) && _host.CanDisplace(other) && !IsIsolated(other))
            {
                Swap(source, other);
                return;
            }
        }
    }

    /// <summary>The stopper of a pCPU pushes what runs there to an idle one.</summary>
    private void Push(int source, int target)
    {
        var world = _host.Displace(source);
        Migrate(world, target);
        _host.Reconsider(target);
        _host.Refill(source, world);
    }

    private void Swap(int one, int other)
    {
        var (first, second) = (_host.Displace(one), _host.Displace(other));
        Migrate(first, other);
        Migrate(second, one);
        _host.Refill(one, first);
        _host.Refill(other, second);
    }
}
