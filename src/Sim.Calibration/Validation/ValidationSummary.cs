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
    /// <summary>One summary a kind and metric, in order of first appearance.</summary>
    /// <param name="rows">The rows.</param>
    public static ImmutableArray<ValidationSummary> Of(IEnumerable<ValidationRow> rows) =>
    [
        .. rows.GroupBy(row => (row.Kind, row.Metric)).Select(group =>
        {
            var errors = group.Select(row => Math.Abs(row.RelativeError)).Order().ToArray();
            var intervals = group.Where(row => row.PredictedLow is not null).ToArray();
            return new ValidationSummary(
                group.Key.Kind, group.Key.Metric, errors.Length, Median(errors), errors[^1],
                intervals.Length == 0 ? null : intervals.Average(row => row.Measured >= row.PredictedLow && row.Measured <= row.PredictedHigh ? 1d : 0d));
        }),
    ];

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
