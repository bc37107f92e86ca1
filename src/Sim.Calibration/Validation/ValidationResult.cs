using System.Collections.Immutable;

namespace Sim.Calibration.Validation;

/// <summary>What a validation brought.</summary>
/// <param name="Cases">One row a case, group and metric, in the order of the files.</param>
/// <param name="Summary">How far the model was off, by kind and metric.</param>
/// <param name="NotSimulated">Cases without a prediction, with the reason.</param>
/// <param name="Assumed">Parameters the profile lacks, for which a documented default stood in.</param>
/// <param name="Disturbed">Cases whose runs others disturbed, with how far; they are judged like all others.</param>
/// <param name="Learned">Scheduler cases that the profile learned from; they are summed up like all others, and tell of the fit.</param>
/// <param name="Files">Every file looked at, with what became of it.</param>
public sealed record ValidationResult(
    ImmutableArray<ValidationRow> Cases, ImmutableArray<ValidationSummary> Summary, ImmutableArray<ValidationGap> NotSimulated,
    ImmutableArray<string> Assumed, ImmutableArray<ValidationGap> Disturbed, ImmutableArray<string> Learned, ImmutableArray<FileReport> Files);
