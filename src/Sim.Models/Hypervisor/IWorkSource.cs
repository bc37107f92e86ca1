namespace Sim.Models.Hypervisor;

/// <summary>Where a world looks for work when its own queues are empty: a VM's run queue for its vCPUs.</summary>
public interface IWorkSource
{
    /// <summary>Takes the next piece of work for a world.</summary>
    /// <param name="world">The world that is free.</param>
    /// <param name="item">The work, when there is some.</param>
    /// <returns>Whether there was some.</returns>
    bool TryTake(World world, out WorkItem item);
}
