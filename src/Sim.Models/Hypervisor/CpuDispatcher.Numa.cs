namespace Sim.Models.Hypervisor;

/// <content>What moves between NUMA nodes.</content>
public sealed partial class CpuDispatcher
{
    /// <inheritdoc />
    void IHostView.Preempt(int pcpu)
    {
        if (_pcpus[pcpu].Mode == PcpuMode.Executing) Preempt(pcpu);
    }

    /// <summary>Memory of a world moved: what it executes goes on at another speed.</summary>
    internal void OnMemoryMoved(World world)
    {
        if (world.State == WorldState.Running) SpeedChanged(world.Pcpu);
    }

    /// <summary>Waiting worlds went to other queues outside the policy's own balancing.</summary>
    internal void OnQueuesChanged() => Trace?.OnBalance(Now);
}
