using System.Collections.Immutable;
using Sim.Calibration.Cpu;
using Sim.Models.Parameters;

namespace Sim.Calibration.Services;

/// <summary>A <c>cases.yaml</c> of service measurements: real servers on CPU 1 of one machine, their closed-loop clients on CPU 0, neighbours on CPU 1.</summary>
public sealed record ServiceSchedule
{
    [Parameter("The machine that was measured; without it, the kernel of the project's own test machine stands in.")]
    public CpuScheduleHost Host { get; init; } = new() { Cpus = 2, Kernel = "6.18", Scheduler = "eevdf", Hz = 250 };

    [Parameter("How long each run lasted.", Min = 0.001, Max = 86_400)]
    public required double Seconds { get; init; }

    [Parameter("The cases.")]
    public required ImmutableArray<ServiceCase> Cases { get; init; }
}
