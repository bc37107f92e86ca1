namespace Sim.Models.Hypervisor;

/// <content>A vCPU with a core of its own.</content>
public sealed partial class World
{
    /// <summary>
    /// The pCPU that it alone runs on, the other thread of that core idle, or -1. Such a world does not halt to the scheduler: while its guest idles it keeps the
    /// pCPU and waits there for work, which counts as run time and as polling. Source: latency sensitivity high of ESXi, cpu-and-memory 2.8.
    /// </summary>
    public int OwnPcpu { get; internal set; } = -1;
}
