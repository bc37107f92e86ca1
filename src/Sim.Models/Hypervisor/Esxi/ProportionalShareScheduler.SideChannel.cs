namespace Sim.Models.Hypervisor.Esxi;

/// <content>
/// Side-channel aware scheduling. When a pCPU chooses, the world that goes first takes the whole core if it also goes before what the other thread runs, by
/// the margin of a wake-up; else the best that may run beside that is taken, else the thread is held idle. Held threads wait for a turn to end on the
/// other thread, which serves the same queue, so nobody is held for ever. Source: cpu-and-memory 2.6; how ESXi decides between the threads is not published: assumed.
/// </content>
public sealed partial class ProportionalShareScheduler
{
    /// <inheritdoc />
    public CoreRule CoreRule => parameters.SideChannel switch
    {
        SideChannelScheduler.Scav1 => CoreRule.OneThread,
        SideChannelScheduler.Scav2 => CoreRule.SameVm,
        _ => CoreRule.Any,
    };

    /// <summary>No core is wholly idle: an idle thread where the world may run, else the worst of a few running worlds.</summary>
    private int SelectShared(World world, int node, int start)
    {
        var perNode = _host.Topology.PcpusPerNode;
        var first = node * perNode;
        var idle = _sharing!.FindIdle(world, first, perNode, start);
        if (idle < 0 && world.HomeNode < 0) idle = _sharing.FindIdle(world, 0, _host.Topology.Pcpus, start);
        if (idle >= 0) return idle;
        var worst = start;
        for (int at = 0, looked = 0; at < perNode && looked < parameters.WakeupPcpus; at++)
        {
            var pcpu = first + ((start - first + at) % perNode);
            if (_host.RunningOn(pcpu) is not { } running || IsWithdrawn(pcpu)) continue;
            looked++;
            _host.Settle(pcpu);
            if (_host.RunningOn(worst) is not { } other || Order(running, other, 0, 0) > 0) worst = pcpu;
        }

        return worst;
    }

    /// <summary>Whether a world goes before the one on the other thread, so that the core changes hands.</summary>
    private bool MayClear(World world, int pcpu)
    {
        var sibling = _host.Topology.SiblingOf(pcpu);
        if (_host.Idle.IsIdle(pcpu) || !_host.CanStop(sibling)) return false;
        _host.Settle(sibling);
        var beside = _host.RunningOn(sibling)!;
        return beside.Entity.RanThisTurn > 0 && Order(world, beside, Math.Max(_margin, Distance(world, pcpu)), 0) < 0;
    }

    private void NoteWaiting(int node)
    {
        if (node >= _host.Topology.Nodes) return;
        var first = node * _host.Topology.PcpusPerNode;
        var waits = _queues[node].Count > 0;
        for (var pcpu = first; pcpu < first + _host.Topology.PcpusPerNode; pcpu++) _sharing!.NoteWaiting(pcpu, waits);
    }

    /// <summary>The first to wait in a node: whoever runs there has a quantum to mind from now on.</summary>
    private void NoteFirst(World world, int pcpu)
    {
        if (_queues[world.Entity.Queue].Count > 1 || _host.Idle.IsIdle(pcpu) || IsWithdrawn(pcpu)) return;
        var first = world.Entity.Queue * _host.Topology.PcpusPerNode;
        for (var other = first; other < first + _host.Topology.PcpusPerNode; other++)
        {
            if (other != pcpu && _host.RunningOn(other) is not null) _host.Reconsider(other);
        }
    }
}
