using System.Collections.Immutable;
using Sim.Calibration.Fitting;
using Sim.Calibration.Profiles;
using Sim.Calibration.Traces;

namespace Sim.Calibration.Services;

/// <summary>What the one-client cases of a service establish.</summary>
/// <param name="Program">The service's program.</param>
/// <param name="Values">90 % intervals of parameters by the last part of their names, times in nanoseconds.</param>
/// <param name="Runs">Runs behind them.</param>
/// <param name="Sources">The lists that hold those runs.</param>
/// <param name="Notes">What could not be told apart.</param>
public sealed record ServiceEstimate(
    ServiceProgram Program, ImmutableArray<(string Name, Interval Value)> Values, int Runs, ImmutableArray<TraceFile> Sources, ImmutableArray<ProfileNote> Notes);
