namespace Sim.Models.Hypervisor.Esxi;

/// <content>Worlds whose home node changes. Source: cpu-and-memory 2.7; what becomes of a world's virtual time on the other node is not published: assumed.</content>
public sealed partial class ProportionalShareScheduler
{
    /// <summary>Gives a world another home node: it waits there from now on, leaves the pCPU it executes on, and goes there when it wakes.</summary>
    /// <param name="world">The world.</param>
    /// <param name="node">The node.</param>
    internal void MoveHome(World world, int node)
    {
        world.HomeNode = node;
        if (world.Entity.Claim is { } group)
        {
            group.OnMoved(node, _boundedLag);
            var chosen = group.ChosenTimeOn(node);
            world.Entity.VirtualTime = Math.Clamp(world.Entity.VirtualTime, chosen - _boundedLag, chosen + _boundedLag);
        }

        var pcpu = world.Pcpu;
        if (world.State == WorldState.Running)
        {
            if (_host.CanDisplace(pcpu)) _host.Refill(pcpu, _host.Displace(pcpu));
        }
        else if (world is { State: WorldState.Ready, IsThrottled: false, Entity.IsQueued: true })
        {
            Requeue(world);
        }
    }

    /// <summary>Puts a waiting world into the queue that it would wake into, and lets that pCPU look again.</summary>
    private void Requeue(World world)
    {
        Remove(world);
        Place(world);
    }

    private void Place(World world)
    {
        var pcpu = SelectPcpu(world);
        world.Pcpu = pcpu;
        Add(world, pcpu);
        // Whoever runs there may have to make room.
        _host.Settle(pcpu);
        _looksAgain[pcpu] |= _host.RunningOn(pcpu) is { State: WorldState.Running } running && Preempts(world, running, pcpu);
        _host.Reconsider(pcpu);
    }
}
