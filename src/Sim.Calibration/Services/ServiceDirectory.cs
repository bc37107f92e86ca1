using Sim.Calibration.Traces;

namespace Sim.Calibration.Services;

/// <summary>Service measurements of one directory.</summary>
/// <param name="Source">The <c>cases.yaml</c>.</param>
/// <param name="Schedule">What it says.</param>
/// <param name="IsHostAssumed">Whether the list leaves out the machine, so that the default stands in.</param>
public sealed record ServiceDirectory(TraceFile Source, ServiceSchedule Schedule, bool IsHostAssumed);
