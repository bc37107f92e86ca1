using System.Collections.Immutable;

namespace Sim.Calibration.Cpu;

/// <summary>What a replay of one run brought.</summary>
/// <param name="Threads">Every thread, as the measurement reports it.</param>
/// <param name="Demand">Drawn demand of each thread, seconds.</param>
/// <param name="Sleeps">Times each thread slept until an arrival.</param>
/// <param name="ColdSleeps">Those after which it woke up on an idle CPU.</param>
public sealed record CpuReplayRun(
    ImmutableArray<CpuThreadRun> Threads, ImmutableArray<double> Demand, ImmutableArray<long> Sleeps, ImmutableArray<long> ColdSleeps);
