using Sim.Core.Diagnostics;
using Sim.Models.Hardware.Memory;

namespace Sim.Models.Hypervisor;

/// <content>What moves while it runs: worlds that a policy takes off their pCPU, and the memory they work on.</content>
public sealed partial class CpuDispatcher
{
    /// <inheritdoc />
    public World? Waker { get; private set; }

    /// <inheritdoc />
    public bool CanDisplace(int pcpu) => _pcpus[pcpu] is { Mode: PcpuMode.Executing, Current.IsActive: true };

    /// <inheritdoc />
    public World Displace(int pcpu)
    {
        Check.That(CanDisplace(pcpu), "only a world that executes is displaced");
        return Stop(pcpu);
    }

    /// <inheritdoc />
    public void Refill(int pcpu, World displaced)
    {
        DispatchNext(pcpu);
        Offer(displaced);
    }

    /// <summary>Memory moved between nodes: what the worlds that work on it execute goes on at another speed.</summary>
    /// <param name="worlds">Worlds that share their speeds.</param>
    /// <param name="memory">Where memory lies.</param>
    /// <param name="shares">Share of theirs on each node from now on.</param>
    /// <param name="stallFraction">Share of their time stalled on memory when all is local.</param>
    internal void OnMemoryMoved(World[] worlds, NumaPlacement memory, double[] shares, double stallFraction)
    {
        memory.WriteSpeeds(shares, stallFraction, worlds[0].NodeSpeed!, worlds[0].StallShare!);
        foreach (var world in worlds)
        {
            if (world.State == WorldState.Running) SpeedChanged(world.Pcpu);
        }
    }

    /// <summary>Waiting worlds went to other queues outside the policy's own balancing.</summary>
    internal void OnQueuesChanged() => Trace?.OnBalance(Now);
}
