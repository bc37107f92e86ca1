using Sim.Core.Diagnostics;

namespace Sim.Models.Hypervisor;

/// <content>Cores that one vCPU has to itself.</content>
public sealed partial class CpuDispatcher
{
    /// <summary>Puts a vCPU on the pCPU that it has to itself, where it stays whether its guest has work or not.</summary>
    /// <param name="world">A blocked world whose <see cref="World.OwnPcpu"/> is set.</param>
    public void Occupy(World world)
    {
        Check.That(world is { State: WorldState.Blocked, OwnPcpu: >= 0 } && _pcpus[world.OwnPcpu].Mode == PcpuMode.Idle, "a vCPU moves into a core that is in use");
        Wake(world);
    }
}
