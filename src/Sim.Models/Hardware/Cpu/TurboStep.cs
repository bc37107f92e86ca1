using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Cpu;

/// <summary>One step of a turbo table.</summary>
/// <remarks>Source: the turbo ratio limits of Intel processors (MSR_TURBO_RATIO_LIMIT and _CORES: a clock for each number of active cores), printed by turbostat.</remarks>
public sealed record TurboStep
{
    /// <summary>The step holds while at most so many cores of the socket are active.</summary>
    [Parameter("The step holds while at most so many cores of the socket are active.", Min = 1, Max = 512)]
    public required int Cores { get; init; }

    /// <summary>The clock of those cores, hertz.</summary>
    [Parameter("The clock of those cores.", Dimension = Dimension.Frequency, Min = 0.1, Max = 10, Unit = "GHz")]
    public required double Clock { get; init; }
}
