using Sim.Core.Diagnostics;

namespace Sim.Models.Hypervisor;

/// <content>What co-scheduling asks for.</content>
public sealed partial class CpuDispatcher
{
    /// <summary>Holds a world back: a running one loses its pCPU, a ready one leaves its queue. One that is just being started is left alone.</summary>
    /// <returns>Whether it was stopped.</returns>
    public bool CoStop(World world)
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
        DispatchNext(index);
        return true;
    }

    /// <summary>Lets a co-stopped world compete again.</summary>
    public void CoStart(World world)
    {
        Check.That(world.State == WorldState.CoStopped, "co-start of a world that is not co-stopped");
        MakeReady(world, woke: false);
    }
}
