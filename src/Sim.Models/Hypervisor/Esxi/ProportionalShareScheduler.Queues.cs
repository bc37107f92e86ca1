namespace Sim.Models.Hypervisor.Esxi;

/// <content>
/// Run queues: one a pCPU. Where threads of a core may not run any two worlds, one a node, so that a thread that is held idle finds every world it may run. Source: cpu-and-memory 2.4; one queue under a side-channel aware scheduler is assumed.
/// </content>
public sealed partial class ProportionalShareScheduler
{
    private RunQueue[] _queues = [];
    private int[] _queueOf = [];
    private int _waiting;

    /// <inheritdoc />
    public int Waiting(int pcpu) => _queues[_queueOf[pcpu]].Count;

    /// <inheritdoc />
    public int QueueOf(int pcpu) => _queueOf[pcpu];

    private void AttachQueues()
    {
        var topology = _host.Topology;
        _queues = new RunQueue[_sharing is null ? topology.Pcpus : topology.Nodes];
        for (var i = 0; i < _queues.Length; i++) _queues[i] = new RunQueue();
        _queueOf = new int[topology.Pcpus];
        for (var pcpu = 0; pcpu < _queueOf.Length; pcpu++) _queueOf[pcpu] = _sharing is null ? pcpu : topology.NodeOf(pcpu);
        AttachBalancing(topology);
    }

    private void Add(World world, int pcpu)
    {
        var queue = _queueOf[pcpu];
        _queues[queue].Add(world);
        _waiting++;
        world.Entity.Queue = queue;
        world.Entity.IsQueued = true;
        if (_sharing is not null) NoteWaiting(queue);
    }

    private void TakeOut(World world)
    {
        _queues[world.Entity.Queue].Remove(world);
        _waiting--;
        if (_sharing is not null) NoteWaiting(world.Entity.Queue);
    }

    /// <summary>Whether a world may run on a pCPU: NUMA clients stay on their home node, and some cores are one VM's own.</summary>
    private bool MayUse(World world, int pcpu) =>
        world.OwnPcpu < 0 && (world.HomeNode < 0 || world.HomeNode == _host.Topology.NodeOf(pcpu)) && _sharing?.MayRun(world, pcpu) != false;

    /// <summary>A range of run queues: those of a cache, a package, a node.</summary>
    private readonly record struct QueueRange(int First, int Count);
}
