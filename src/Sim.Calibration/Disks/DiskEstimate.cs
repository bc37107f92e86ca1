using System.Collections.Immutable;

namespace Sim.Calibration.Disks;

/// <summary>A fitted disk.</summary>
/// <param name="Model">The disk.</param>
/// <param name="Form">What was searched.</param>
/// <param name="Replicates">The searched quantities (nanoseconds, in the order of the form) refitted to cases disturbed by chance.</param>
/// <param name="Errors">Standard deviation of ln(measured/model) by metric over the fitted cases, with what the parameters absorbed added back; never below the chance of a run.</param>
/// <param name="Cells">The fitted cases.</param>
/// <param name="Files">Their files.</param>
internal sealed record DiskEstimate(
    DiskModel Model, DiskForm Form, ImmutableArray<ImmutableArray<double>> Replicates, ImmutableDictionary<string, double> Errors, ImmutableArray<string> Cells, ImmutableArray<string> Files);
