using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor;

/// <content>Where a Linux thread may run.</content>
public sealed partial class World
{
    /// <summary>The pCPUs that it may run on, not empty; null for all. Set before it runs; only <see cref="Kvm.FairScheduler"/> looks at it.</summary>
    public PcpuSet? Affinity { get; set; }

    /// <summary>Whether its affinity mask has a pCPU.</summary>
    public bool MayRunOn(int pcpu) => Affinity is null || Affinity.Contains(pcpu);
}
