namespace Sim.Models.Hypervisor;

/// <content>Work that an interrupt of the host brings.</content>
public sealed partial class CpuDispatcher
{
    /// <summary>Gives a world work from an interrupt handler on the pCPU that the world ran on last, where drives interrupt for its queue.</summary>
    /// <remarks>A blocked world that starts there again needs no wake-up from another pCPU: only the exit of the idle state and the switch.</remarks>
    /// <param name="world">The world.</param>
    /// <param name="item">The work.</param>
    public void SubmitFromInterrupt(World world, in WorkItem item)
    {
        if (world.State == WorldState.Blocked) world.IsWokenLocally = true;
        Submit(world, in item);
    }
}
