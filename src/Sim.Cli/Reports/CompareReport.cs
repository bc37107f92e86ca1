using System.Collections.Immutable;
using Sim.Cli.Commands;
using Sim.Cli.Output;
using Sim.Experiments.Analysis;
using Sim.Experiments.Running;
using Sim.Planning.Density;
using Sim.Reporting;
using Sim.Reporting.Tables;

namespace Sim.Cli.Reports;

/// <summary>Table and document of a comparison.</summary>
internal static class CompareReport
{
    private const string Requests = "request.";

    private const string Host = "host";

    /// <summary>Metrics that every replication of every point defines, in ordinal order.</summary>
    public static IEnumerable<string> CommonMetrics(RunOutcome outcome) => outcome.Points[0].Replications[0].Metrics.Keys
        .Where(metric => outcome.Points.All(point => point.Replications.All(run => run.Metrics.ContainsKey(metric))));

    /// <summary>First less second, metric by metric; empty for more than two alternatives or a single replication.</summary>
    public static ImmutableArray<(string Metric, PairedDifference Paired)> Differences(RunOutcome outcome, double confidence)
    {
        if (outcome.Points is not [var first, var second] || first.Replications.Length < 2) return [];
        return
        [
            .. CommonMetrics(outcome).Select(metric => (metric, PairedDifference.Of(
                // The difference is that of the second list less the first, and the first alternative less the second is what is reported.
                [.. second.Replications.Select(run => run.Metrics[metric])], [.. first.Replications.Select(run => run.Metrics[metric])], confidence))),
        ];
    }

    /// <summary>The answer in results.json.</summary>
    public static object Answer(
        ImmutableArray<Contender> contenders, ImmutableArray<BestReport> bests, ImmutableArray<(string Metric, PairedDifference Paired)> differences,
        ImmutableArray<(string Label, SloVerdict Verdict)> verdicts) => new
        {
            DifferenceOf = contenders is [var first, var second] ? $"{NameOf(first)} - {NameOf(second)}" : null,
            Paired = contenders.Length == 2
                ? differences.Select(item => new
                {
                    item.Metric, Unit = ResultRow.UnitOf(item.Metric), item.Paired.Difference.Estimate, item.Paired.Difference.Low,
                    item.Paired.Difference.High, item.Paired.IsEstablished,
                })
                : null,
            PairedOf = "each replication's own value; of a percentile that of its own requests",
            Best = bests,
            Slo = verdicts.Select(one => new { Alternative = one.Label, Promise = SloLines.Json(one.Verdict) }),
        };

    /// <summary>One row a metric, one column an alternative; a table a request kind, and one of the host.</summary>
    public static IEnumerable<ReportTable> Tables(
        string name, ImmutableArray<string> labels, ImmutableArray<ImmutableSortedDictionary<string, MetricSummary>> summaries,
        ImmutableArray<(string Metric, PairedDifference Paired)> differences)
    {
        var paired = differences.ToImmutableDictionary(item => item.Metric, item => item.Paired, StringComparer.Ordinal);
        var common = summaries[0].Keys.Where(metric => summaries.All(one => one.ContainsKey(metric))).ToList();
        var shown = common.Where(metric => summaries.Any(one => one[metric].Estimate != 0)).ToList();
        var parts = shown.GroupBy(PartOf, StringComparer.Ordinal).OrderBy(part => part.Key == Host).ToList();
        var alternatives = differences.IsEmpty ? "" : $": {labels[0]} and {labels[1]}";
        ImmutableArray<ReportColumn> columns = [new ReportColumn("Metric"), new ReportColumn("Unit"), .. labels.Select(label => new ReportColumn(label))];
        if (!differences.IsEmpty) columns = [.. columns, new ReportColumn($"{labels[0]} - {labels[1]}"), new ReportColumn("Lower")];
        return parts.Select((part, i) => new ReportTable(
            $"{name}, {part.Key}{alternatives}",
            columns,
            part.Select(metric =>
            {
                var unit = ShownUnit.Of(metric, summaries[0][metric].Estimate);
                ImmutableArray<ReportCell> cells =
                [
                    ReportCell.Of(part.Key == Host ? metric : metric[(metric.LastIndexOf('.') + 1)..]), ReportCell.Of(unit.Text),
                    .. summaries.Select(one => HostTables.Cell(one, metric, unit.Scale)),
                ];
                if (!paired.TryGetValue(metric, out var pair)) return cells;
                var difference = pair.Difference;
                return
                [
                    .. cells,
                    ReportCell.Of(difference.Estimate * unit.Scale, TruthLabel.Simulated, difference.Low * unit.Scale, difference.High * unit.Scale),
                    ReportCell.Of(pair.IsEstablished ? labels[difference.Estimate < 0 ? 0 : 1] : "-"),
                ];
            }))
        {
            Note = i < parts.Count - 1 ? null : (differences.IsEmpty ? "" : "Paired replication by replication on common random numbers, percentiles by each replication's own; -: no difference is established.")
                + (shown.Count < common.Count ? FormattableString.Invariant($" {common.Count - shown.Count} metrics are 0 under all and left out.") : ""),
        });
    }

    private static string PartOf(string metric) =>
        metric.StartsWith(Requests, StringComparison.Ordinal) ? metric[Requests.Length..metric.LastIndexOf('.')] : Host;

    private static string NameOf(Contender contender) => contender.Point.Name[(contender.Point.Name.IndexOf('=', StringComparison.Ordinal) + 1)..];
}
