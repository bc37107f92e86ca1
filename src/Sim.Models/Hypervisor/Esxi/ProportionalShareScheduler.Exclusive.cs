using Sim.Core.Diagnostics;

namespace Sim.Models.Hypervisor.Esxi;

/// <content>
/// Exclusive cores of VMs with high latency sensitivity: nobody else is placed on them, pulled to them or compared with who runs there, and the other thread stays
/// idle. Source: cpu-and-memory 2.8.
/// </content>
public sealed partial class ProportionalShareScheduler
{
    /// <summary>Takes a core away from everybody; no world is on it or waits for it yet.</summary>
    /// <param name="pcpu">One of its pCPUs; every node keeps a core for everybody.</param>
    public void WithdrawCore(int pcpu)
    {
        var threads = _host.Topology.ThreadsPerCore;
        for (var thread = pcpu / threads * threads; thread < (pcpu / threads * threads) + threads; thread++)
        {
            Check.That(!IsWithdrawn(thread) && _host.RunningOn(thread) is null, "a core is given away that is in use");
            _host.Idle.Withdraw(thread);
            if (_sharing is null) continue;
            // Not the node's queue: whoever waits there waits for other cores.
            Array.Resize(ref _queues, _queues.Length + 1);
            _queues[^1] = new RunQueue();
            _queueOf[thread] = _queues.Length - 1;
        }

        var first = _host.Topology.NodeOf(pcpu) * _host.Topology.PcpusPerNode;
        Check.That(Enumerable.Range(first, _host.Topology.PcpusPerNode).Any(other => !IsWithdrawn(other)), "a node has no core left for everybody");
    }

    /// <summary>Makes a withdrawn core a vCPU's own.</summary>
    /// <param name="world">A vCPU that has not run yet.</param>
    /// <param name="pcpu">The pCPU of the core that it runs on.</param>
    public void GiveCore(World world, int pcpu)
    {
        Check.That(IsWithdrawn(pcpu), "a vCPU is given a core that others use");
        world.OwnPcpu = pcpu;
    }

    private bool IsWithdrawn(int pcpu) => _host.Idle.IsWithdrawn(pcpu);

    /// <summary>The pCPU itself, or the next of its node that everybody may use.</summary>
    private int InUse(int pcpu)
    {
        if (!IsWithdrawn(pcpu)) return pcpu;
        var perNode = _host.Topology.PcpusPerNode;
        var first = pcpu / perNode * perNode;
        var at = pcpu;
        while (IsWithdrawn(at)) at = first + ((at - first + 1) % perNode);
        return at;
    }
}
