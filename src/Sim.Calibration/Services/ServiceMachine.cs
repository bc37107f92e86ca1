using Sim.Calibration.Cpu;
using Sim.Core.Time;

namespace Sim.Calibration.Services;

/// <summary>What the machine adds to its scheduler's rules where services run.</summary>
/// <param name="Cpu">The costs from scheduler measurements.</param>
/// <param name="Refill">CPU time that a server or client needs beyond its demand whenever a CPU that idled or ran another program takes it up again.</param>
public sealed record ServiceMachine(CpuMachine Cpu, SimDuration Refill)
{
    /// <summary>The name of <see cref="Refill"/> in profiles.</summary>
    public const string RefillName = "cpu.refill";

    /// <summary>What stands in for <see cref="Refill"/>: a sleep and wake-up of fio's thread on an otherwise idle CPU of the project's own machine took 19.9 us of CPU.</summary>
    public static SimDuration AssumedRefill { get; } = SimDuration.FromMicroseconds(20);
}
