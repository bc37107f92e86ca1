using System.Collections.Immutable;
using Sim.Calibration.Traces;

namespace Sim.Calibration.Cpu;

/// <summary>Scheduler measurements of one directory: the cases and what every thread did.</summary>
/// <param name="Source">The <c>cases.yaml</c>.</param>
/// <param name="Schedule">What it says.</param>
/// <param name="Measured">The rows of each case, in the order of the cases.</param>
/// <param name="Files">Every file that was read, the cases first.</param>
public sealed record CpuDirectory(
    TraceFile Source, CpuSchedule Schedule, ImmutableArray<ImmutableArray<CpuThreadRun>> Measured, ImmutableArray<TraceFile> Files)
{
    /// <summary>The same measurements without one case.</summary>
    /// <param name="index">The case's place.</param>
    public CpuDirectory Without(int index) => this with { Schedule = Schedule with { Cases = Schedule.Cases.RemoveAt(index) }, Measured = Measured.RemoveAt(index) };
}
