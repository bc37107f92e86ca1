using System.Collections.Immutable;
using System.Globalization;
using Sim.Calibration.Validation;
using Sim.Cli.Output;
using Sim.Reporting;
using Sim.Reporting.Charts;
using Sim.Reporting.Html;
using Sim.Reporting.Tables;

namespace Sim.Cli.Reports;

/// <summary>The tables and the page of <c>hvsim validate</c>: measured beside predicted, and how far off.</summary>
internal static class ValidationReport
{
    /// <summary>Metrics that are drawn, by kind: what a planner asks about first, and the tail.</summary>
    private static readonly ImmutableArray<(string Kind, string Title, ImmutableArray<(string Metric, string Title)> Panels)> Drawn =
    [
        ("service", "services", [("throughput", "Throughput"), ("response_p99", "Response, p99")]),
        ("cpu", "threads", [("response_mean", "Response, mean"), ("response_p99", "Response, p99")]),
        ("storage", "storage", [("iops", "I/Os"), ("latency_mean", "Latency, mean")]),
    ];

    /// <summary>The rows of each kind, then the summary.</summary>
    public static IEnumerable<ReportTable> Tables(ValidationResult result)
    {
        foreach (var kind in result.Cases.GroupBy(row => row.Kind, StringComparer.Ordinal)) yield return Cases(kind.Key, [.. kind]);
        if (!result.Summary.IsEmpty) yield return Summary(result.Summary);
    }

    /// <summary>What the tables leave out, a line each: cases without prediction, defaults that stood in, files left out.</summary>
    public static IEnumerable<string> Remarks(ValidationResult result) =>
    [
        .. result.NotSimulated.Select(gap => $"{gap.Case} ({gap.Kind}): not simulated: {gap.Reason}"),
        .. result.Learned.Take(1).Select(_ => FormattableString.Invariant($"The profile learned from {result.Learned.Length} of these scheduler cases: their errors tell of the fit; others, or leaving one out, tell of predictions.")),
        .. result.Disturbed.Select(run => $"disturbed: {run.Case}: {run.Reason}"),
        .. result.Assumed.Select(parameter => $"assumed: {parameter}, which the profile lacks"),
        .. result.Files.Where(file => file.Cases == 0 && !file.Skipped.IsEmpty).Select(file => $"skipped: {file.Path}: {string.Join("; ", file.Skipped)}"),
    ];

    /// <summary>The page with its charts.</summary>
    public static HtmlReport Html(ValidationResult result, string source, string command) => new()
    {
        Title = "Measured and predicted",
        Subtitle = source,
        Sections =
        [
            new ReportSection("charts", "Pictures", [.. Charts(result, source).Select(ReportBlock.Chart)]),
            new ReportSection("tables", "Numbers", [.. Tables(result).Select(ReportBlock.Table), ReportBlock.List(Remarks(result).DefaultIfEmpty("Every case was predicted, and no default stood in."))]),
        ],
        Footer = new ReportFooter { Version = ToolVersion.Text, CommandLine = command },
    };

    /// <summary>One chart a kind, the first cases where there are more than fit.</summary>
    public static IEnumerable<ChartArtifact> Charts(ValidationResult result, string source)
    {
        foreach (var (kind, title, metrics) in Drawn)
        {
            var panels = metrics.Select(metric => Panel(result, kind, metric.Metric, metric.Title)).Where(panel => panel is not null).Select(panel => panel!).ToImmutableArray();
            if (panels.Length != metrics.Length) continue;
            var main = result.Summary.First(row => row.Kind == kind && row.Metric == metrics[0].Metric);
            yield return new PredictionChart
            {
                Name = $"validation-{title}",
                Finding = string.Create(CultureInfo.InvariantCulture,
                    $"{metrics[0].Title} of {Judged(result, kind)}: {main.MedianAbsoluteRelativeError * 100:0.#} % off in the median, {main.Worst * 100:0.#} % at worst"),
                Subtitle = "each row is one measured case; the error is that of the plain prediction",
                Source = new ChartSource { Scenario = source, Truth = [TruthLabel.Measured, Truth(result.Cases.Where(row => row.Kind == kind))] },
                Panels = panels,
            }.Render();
        }
    }

    /// <summary>Which cases the errors of a kind are about.</summary>
    private static string Judged(ValidationResult result, string kind) => kind switch
    {
        ServiceValidation.Kind => "web and read-only cases not learned from",
        CpuValidation.Kind when !result.Learned.IsEmpty => string.Create(
            CultureInfo.InvariantCulture, $"cases, {result.Learned.Length} of {result.Cases.Where(row => row.Kind == kind).DistinctBy(row => row.Case).Count()} learned from"),
        _ => "cases not learned from",
    };

    /// <summary>The name of a row: its case, and which part of it.</summary>
    public static string Name(ValidationRow row) =>
        (row.Service ?? row.Direction) is { } service ? $"{row.Case}, {service}"
        : row.Group is { } group ? FormattableString.Invariant($"{row.Case}, group {group}")
        : row.Case;

    private static PredictionPanel? Panel(ValidationResult result, string kind, string metric, string title)
    {
        var rows = result.Cases.Where(row => row.Kind == kind && row.Metric == metric).Take(PredictionChart.MostRows).ToArray();
        if (rows.Length == 0) return null;
        // Response times span decades and are shown in milliseconds.
        var factor = rows[0].Unit == "ns" ? 1e6 : 1;
        var isWide = rows.Max(row => row.Measured) > 20 * rows.Min(row => row.Measured) && rows.All(row => row.Measured > 0 && row.Predicted > 0);
        return new PredictionPanel(
            new ChartAxis(title, rows[0].Unit switch { "ns" => "ms", "1/s" => "per second", _ => rows[0].Unit }),
            [
                .. rows.Select(row => new PredictedValue(
                    Name(row), row.Measured / factor, row.MeasuredLow / factor, row.MeasuredHigh / factor, row.Predicted / factor,
                    (row.PredictedLow ?? double.NaN) / factor, (row.PredictedHigh ?? double.NaN) / factor, (row.Corrected ?? double.NaN) / factor, row.IsFitted)),
            ],
            isWide ? AxisScale.Logarithmic : AxisScale.Linear);
    }

    /// <summary>The closed form gives no interval; everything that is simulated does.</summary>
    private static TruthLabel Truth(IEnumerable<ValidationRow> rows) => rows.First() is { Kind: StorageValidation.Kind, PredictedLow: null } ? TruthLabel.Screened : TruthLabel.Simulated;

    private static ReportTable Cases(string kind, ImmutableArray<ValidationRow> rows)
    {
        var truth = Truth(rows);
        var isCorrected = rows.Any(row => row.Corrected is not null);
        ImmutableArray<ReportColumn> columns =
        [
            new ReportColumn("Case"), new ReportColumn("Metric"), new ReportColumn("Measured") { Format = NumberFormat.Default },
            new ReportColumn("Predicted") { Format = NumberFormat.Default }, new ReportColumn("Error", "%") { Format = NumberFormat.Fixed(1) },
        ];
        if (isCorrected) columns = columns.Add(new ReportColumn("at its speed", "%") { Format = NumberFormat.Fixed(1) });
        return new ReportTable($"Measured and predicted: {kind}", columns, rows.Select(row =>
        {
            var (factor, unit) = Scale(row);
            var cells = ImmutableArray.Create(
                ReportCell.Of(Name(row) + (row.IsFitted ? " (fitted)" : "")), ReportCell.Of($"{row.Metric}{(unit.Length > 0 ? $", {unit}" : "")}"),
                ReportCell.Of(row.Measured / factor, TruthLabel.Measured, row.MeasuredLow / factor, row.MeasuredHigh / factor),
                ReportCell.Of(row.Predicted / factor, truth, (row.PredictedLow ?? double.NaN) / factor, (row.PredictedHigh ?? double.NaN) / factor),
                ReportCell.Of(row.RelativeError * 100));
            return isCorrected ? cells.Add(row.CorrectedError is { } corrected ? ReportCell.Of(corrected * 100) : ReportCell.Empty) : cells;
        }))
        {
            Note = isCorrected
                ? "Measured: mean and range of the runs. Predicted: mean and 90 % interval (replications, demands). At its speed: error when CPU times are scaled to the case's own CPU a request. Fitted cases judge nothing."
                : null,
        };
    }

    private static ReportTable Summary(ImmutableArray<ValidationSummary> summary)
    {
        var isCorrected = summary.Any(row => row.CorrectedMedian is not null);
        ImmutableArray<ReportColumn> columns =
        [
            new ReportColumn("Kind"), new ReportColumn("Metric"), new ReportColumn("Rows") { Format = NumberFormat.Whole },
            new ReportColumn("Median", "%") { Format = NumberFormat.Fixed(1) }, new ReportColumn("Worst", "%") { Format = NumberFormat.Fixed(1) },
        ];
        var isTargeted = summary.Any(row => row.Target is not null);
        columns = isCorrected
            ? [.. columns, new ReportColumn("at speed: median", "%") { Format = NumberFormat.Fixed(1) }, new ReportColumn("worst", "%") { Format = NumberFormat.Fixed(1) }]
            : columns.Add(new ReportColumn("Covered", "%") { Format = NumberFormat.Fixed(0) });
        if (isTargeted) columns = columns.Add(new ReportColumn("Target"));
        return new ReportTable("How far off", columns, summary.Select(row =>
        {
            ImmutableArray<ReportCell> cells =
            [
                ReportCell.Of(row.Part.Length > 0 ? $"{row.Kind}: {row.Part}" : row.Kind), ReportCell.Of(row.Metric), ReportCell.Of(row.Cases),
                ReportCell.Of(row.MedianAbsoluteRelativeError * 100), ReportCell.Of(row.Worst * 100),
            ];
            cells = isCorrected ? [.. cells, Percent(row.CorrectedMedian), Percent(row.CorrectedWorst)] : cells.Add(Percent(row.Coverage));
            return isTargeted ? cells.Add(ReportCell.Of(Target(row))) : cells;
        }))
        {
            Note = isCorrected
                ? "Target: median / worst, plain and at the case's own speed."
                : "Covered: share of measured values inside the predicted 90 % interval; empty where the model gives no interval." + (isTargeted ? " Target: median / worst." : ""),
        };
    }

    private static string Target(ValidationSummary row)
    {
        if (row.Target is not { } target) return "";
        var text = FormattableString.Invariant($"{target.Median * 100:0}{(target.Worst is { } worst ? FormattableString.Invariant($"/{worst * 100:0}") : "")}");
        if (target.CorrectedMedian is { } median) text += FormattableString.Invariant($" {median * 100:0}/{target.CorrectedWorst * 100:0}");
        return $"{text} {(row.IsMet == true ? "met" : "missed")}";
    }

    private static ReportCell Percent(double? share) => share is { } value ? ReportCell.Of(value * 100) : ReportCell.Empty;

    /// <summary>Nanoseconds are shown as microseconds; the document keeps nanoseconds.</summary>
    private static (double Factor, string Unit) Scale(ValidationRow row) => row.Unit switch
    {
        "ns" => (1000, "us"),
        "fraction" => (1, ""),
        _ => (1, row.Unit),
    };
}
