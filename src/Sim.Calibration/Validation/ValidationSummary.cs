using System.Collections.Immutable;

namespace Sim.Calibration.Validation;

/// <summary>How far the model was off for one metric.</summary>
/// <param name="Kind">What was measured.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Cases">Rows judged.</param>
/// <param name="MedianAbsoluteRelativeError">Half of the rows are off by less.</param>
/// <param name="Worst">Largest absolute relative error.</param>
/// <param name="Coverage">Share of measured values inside the predicted interval; null where the model gives none.</param>
public sealed record ValidationSummary(string Kind, string Metric, int Cases, double MedianAbsoluteRelativeError, double Worst, double? Coverage)
{
    /// <summary>Which rows of the kind these are, where some are judged apart; empty for all.</summary>
    public string Part { get; init; } = "";

    /// <summary>Half of the speed-corrected predictions are off by less; null where speed is not corrected.</summary>
    public double? CorrectedMedian { get; init; }

    /// <summary>Largest error of the speed-corrected predictions.</summary>
    public double? CorrectedWorst { get; init; }

    /// <summary>How good the model is meant to be, or null.</summary>
    public ValidationTarget? Target { get; init; }

    /// <summary>Whether it is that good; null without a target.</summary>
    public bool? IsMet => Target is { } target
        ? MedianAbsoluteRelativeError <= target.Median && (target.Worst is null || Worst <= target.Worst)
            && (target.CorrectedMedian is null || (CorrectedMedian <= target.CorrectedMedian && CorrectedWorst <= target.CorrectedWorst))
        : null;

    /// <summary>One summary a kind, part and metric of the rows that judge, in order of first appearance; parts that stand apart come last.</summary>
    /// <param name="rows">The rows.</param>
    public static ImmutableArray<ValidationSummary> Of(IEnumerable<ValidationRow> rows) =>
    [
        .. rows.Where(row => !row.IsFitted).GroupBy(row => (row.Kind, row.Metric, row.Part)).OrderBy(group => group.Key.Part.Length).Select(group =>
        {
            var errors = group.Select(row => Math.Abs(row.RelativeError)).Order().ToArray();
            var corrected = group.Where(row => row.CorrectedError is not null).Select(row => Math.Abs(row.CorrectedError!.Value)).Order().ToArray();
            var intervals = group.Where(row => row.PredictedLow is not null).ToArray();
            return new ValidationSummary(
                group.Key.Kind, group.Key.Metric, errors.Length, Median(errors), errors[^1],
                intervals.Length == 0 ? null : intervals.Average(row => row.Measured >= row.PredictedLow && row.Measured <= row.PredictedHigh ? 1d : 0d))
            {
                Part = group.Key.Part,
                CorrectedMedian = corrected.Length == 0 ? null : Median(corrected),
                CorrectedWorst = corrected.Length == 0 ? null : corrected[^1],
                Target = group.Key.Part.Length > 0 ? null : group.Key.Kind switch
                {
                    ServiceValidation.Kind => ValidationTarget.OfService(group.Key.Metric),
                    StorageValidation.Kind => ValidationTarget.OfStorage(group.Key.Metric),
                    _ => null,
                },
            };
        }),
    ];

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
