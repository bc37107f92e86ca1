using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Calibration.Cpu;

/// <summary>A <c>cases.yaml</c> of scheduler measurements: real threads as vCPUs on some CPUs of one machine.</summary>
public sealed record CpuSchedule
{
    [Parameter("The machine that was measured.")]
    public required CpuScheduleHost Host { get; init; }

    [Parameter("Arrivals stop, and always-busy threads end, this many seconds after the start.", Min = 0.001, Max = 86_400)]
    public required double Seconds { get; init; }

    [Parameter("The cases.")]
    public required ImmutableArray<CpuCase> Cases { get; init; }

    /// <summary>When arrivals stop.</summary>
    public SimTime End => SimTime.Zero + SimDuration.FromSeconds(Seconds);
}
