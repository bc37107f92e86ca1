using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor;

/// <summary>What a hypervisor decides about the power of its cores.</summary>
/// <param name="Idle">How deep idle cores sleep.</param>
/// <param name="Clock">Which clock a core asks for; null asks for the fastest, always.</param>
public sealed record PowerManagement(IIdleGovernor Idle, IClockGovernor? Clock)
{
    /// <summary>The fastest clock, and every idle state of the processors one after the other.</summary>
    /// <param name="cpu">The processors.</param>
    public static PowerManagement Default(CpuParameters cpu) => new(new LadderIdle(cpu.IdleStates, cpu.IdleStates.Length - 1), Clock: null);
}
