using Sim.Core.Diagnostics;

namespace Sim.Models.Hypervisor;

/// <content>What co-scheduling asks for.</content>
public sealed partial class CpuDispatcher
{
    /// <summary>Holds a world back: a running one loses its pCPU, a ready one leaves its queue. One that is just being started is left alone.</summary>
    /// <param name="world">The world.</param>
    /// <param name="taker">A sibling that waits in a queue and takes the pCPU over, if it still can; null for whoever is next there.</param>
    /// <returns>Whether it was stopped.</returns>
    public bool CoStop(World world, World? taker = null)
    {
        if (world.State == WorldState.Ready && !world.Entity.IsQueued) return false;
        if (world.State == WorldState.Ready)
        {
            _policy.Remove(world);
            Trace?.OnQueued(world, Now);
            world.Pcpu = -1;
            world.SetState(WorldState.CoStopped, Now);
            return true;
        }

        if (world.State != WorldState.Running) return false;
        var index = world.Pcpu;
        if (_pcpus[index].Mode != PcpuMode.Executing) return false;
        Leave(index, world, WorldState.CoStopped);
        _pcpus[index].HandOverTo = taker;
        DispatchNext(index);
        return true;
    }

    /// <summary>Whether a waiting world could run on a pCPU that a sibling gives up.</summary>
    internal bool MayTakeOver(World world, int pcpu) =>
        world.OwnPcpu < 0 && (world.HomeNode < 0 || world.HomeNode == Topology.NodeOf(pcpu)) && Sharing?.MayRun(world, pcpu) != false;

    /// <summary>Lets a co-stopped world compete again.</summary>
    public void CoStart(World world)
    {
        Check.That(world.State == WorldState.CoStopped, "co-start of a world that is not co-stopped");
        MakeReady(world, woke: false);
    }
}
