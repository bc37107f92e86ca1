namespace Sim.Models.Hypervisor;

/// <summary>Is told when a piece of CPU work is done.</summary>
public interface IWorkSink
{
    /// <summary>The work is done; the world is still on its pCPU.</summary>
    /// <param name="world">The world that did it.</param>
    /// <param name="item">What was done.</param>
    void OnWorkDone(World world, in WorkItem item);
}
