using System.Collections.Immutable;
using Sim.Calibration.Fitting;

namespace Sim.Calibration.Cpu;

/// <summary>What is uncertain in a prediction beyond the chance of its runs.</summary>
/// <param name="Costs">90 % intervals of the machine's costs in nanoseconds, in the order of <see cref="CpuMachine.Names"/>; null where there is none.</param>
/// <param name="Errors">By metric, how far the model was off the cases that it was fitted to, see <see cref="CpuErrors"/>; a metric that is left out counts as exact.</param>
public sealed record CpuUncertainty(ImmutableArray<Interval?> Costs, ImmutableDictionary<string, double> Errors);
