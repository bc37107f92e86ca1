using System.Collections.Immutable;
using Sim.Models.Parameters;

namespace Sim.Calibration.Cpu;

/// <summary>One measured mix of threads.</summary>
public sealed record CpuCase
{
    [Parameter("Its name.")]
    public required string Name { get; init; }

    [Parameter("The seed of each run's draws.")]
    public required ImmutableArray<long> Seeds { get; init; }

    [Parameter("The CPUs that all threads are pinned to.", Min = 0, Max = 4095)]
    public required ImmutableArray<int> Cpus { get; init; }

    [Parameter("Runs that were made.", Min = 1, Max = 10_000)]
    public required int Runs { get; init; }

    [Parameter("The CSV beside this file.")]
    public required string Measured { get; init; }

    [Parameter("Threads alike.")]
    public required ImmutableArray<CpuThreadGroup> Groups { get; init; }

    /// <summary>Threads of all groups.</summary>
    public int Threads => Groups.Sum(group => group.Threads);
}
