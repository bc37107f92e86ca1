using System.Collections.Immutable;
using Sim.Calibration.Fitting;

namespace Sim.Calibration.Cpu;

/// <summary>The machine's costs as scheduler measurements establish them.</summary>
/// <param name="Machine">Point estimates; a cost that nothing establishes keeps its assumed default.</param>
/// <param name="Intervals">90 % intervals in nanoseconds, in the order of <see cref="CpuMachine.Names"/>; null where nothing was established.</param>
/// <param name="Samples">Observations behind each.</param>
public sealed record CpuEstimate(CpuMachine Machine, ImmutableArray<Interval?> Intervals, ImmutableArray<int> Samples);
