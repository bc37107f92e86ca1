using System.Collections.Immutable;
using Sim.Experiments.Analysis;
using Sim.Models.Measurement;
using Sim.Reporting;
using Sim.Reporting.Tables;

namespace Sim.Cli.Output;

/// <summary>Tables of what a host did.</summary>
internal static class HostTables
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <summary>One row a request kind.</summary>
    public static ReportTable Requests(string caption, IReadOnlyDictionary<string, MetricSummary> metrics) => new(
        caption,
        [
            new ReportColumn("Request"), new ReportColumn("Rate", "1/s"), new ReportColumn("Mean", "ms"), new ReportColumn("p50", "ms"),
            new ReportColumn("p99", "ms"), new ReportColumn("Errors", "%"),
        ],
        KindsOf(metrics).Select(kind => ImmutableArray.Create(
            ReportCell.Of(kind),
            Cell(metrics, $"request.{kind}.throughput", 1),
            Cell(metrics, $"request.{kind}.response_mean", 1 / NanosecondsPerMillisecond),
            Cell(metrics, $"request.{kind}.response_p50", 1 / NanosecondsPerMillisecond),
            Cell(metrics, $"request.{kind}.response_p99", 1 / NanosecondsPerMillisecond),
            Cell(metrics, $"request.{kind}.error_fraction", 100))));

    /// <summary>One row a host metric, with what shows it on a real host.</summary>
    public static ReportTable Host(string caption, IReadOnlyDictionary<string, MetricSummary> metrics) => new(
        caption,
        [new ReportColumn("Metric"), new ReportColumn("Value"), new ReportColumn("Unit"), new ReportColumn("As seen in")],
        MetricCatalog.All.Where(metric => metrics.ContainsKey(metric.Name)).Select(metric =>
        {
            var unit = ShownUnit.Of(metric.Name, metrics[metric.Name].Estimate);
            return ImmutableArray.Create(
                ReportCell.Of(metric.Name), Cell(metrics, metric.Name, unit.Scale), ReportCell.Of(unit.Text), ReportCell.Of(metric.Twin));
        }));

    /// <summary>A simulated value with its interval.</summary>
    public static ReportCell Cell(IReadOnlyDictionary<string, MetricSummary> metrics, string metric, double scale)
    {
        if (!metrics.TryGetValue(metric, out var found)) return ReportCell.NotEstablished;
        return ReportCell.Of(
            found.Estimate * scale, TruthLabel.Simulated, (found.Low ?? double.NaN) * scale, (found.High ?? double.NaN) * scale);
    }

    /// <summary>The request kinds that have metrics, in order.</summary>
    public static ImmutableArray<string> KindsOf(IReadOnlyDictionary<string, MetricSummary> metrics) =>
        [.. metrics.Keys.Where(name => name.StartsWith("request.", StringComparison.Ordinal) && name.EndsWith(".throughput", StringComparison.Ordinal))
            .Select(name => name["request.".Length..^".throughput".Length])];
}
