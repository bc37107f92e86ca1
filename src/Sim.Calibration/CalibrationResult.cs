using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Calibration.Fitting;
using Sim.Calibration.Profiles;

namespace Sim.Calibration;

/// <summary>What a calibration run brought.</summary>
/// <param name="Profile">The profile to write.</param>
/// <param name="Files">Every file looked at, in path order, with what became of it.</param>
/// <param name="Cells">The measured cases with their flags.</param>
/// <param name="Model">The closed form with the point estimates.</param>
/// <param name="Lines">The report in lines of text: a parameter a line, then what was left out and flagged.</param>
public sealed record CalibrationResult(
    Profile Profile, ImmutableArray<FileReport> Files, ImmutableArray<StorageCell> Cells, StorageModel Model, ImmutableArray<string> Lines);
