namespace Sim.Models.Hardware.Cpu;

/// <summary>Generations of processors that differ in what leaving a guest costs and in the interrupts they deliver without it.</summary>
/// <remarks>Source: cpu-and-memory 1.13, 1.14; figures in <see cref="Hypervisor.Guest.ExitCosts"/>.</remarks>
public enum CpuGeneration
{
    /// <summary>No processor in particular: the defaults of the costs themselves.</summary>
    Custom,

    /// <summary>Xeon 5500 and 7500.</summary>
    Nehalem,

    /// <summary>Xeon 5600 and E7 of the first generation.</summary>
    Westmere,

    /// <summary>Xeon E5 of the first generation.</summary>
    SandyBridge,

    /// <summary>Xeon Scalable of the first three generations: Skylake, Cascade Lake, Ice Lake.</summary>
    Skylake,

    /// <summary>Xeon Scalable of the fourth generation and later.</summary>
    SapphireRapids,

    /// <summary>EPYC, with AVIC off as KVM has it by default.</summary>
    Zen,
}
