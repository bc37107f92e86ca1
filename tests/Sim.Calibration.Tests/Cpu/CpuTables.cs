using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sim.Calibration.Cpu;
using Sim.Calibration.Validation;

namespace Sim.Calibration.Tests.Cpu;

/// <summary>The tables of docs/validation/cpu.md.</summary>
internal static class CpuTables
{
    private static readonly ImmutableArray<string> Responses = ["response_mean", "response_p50", "response_p90", "response_p99"];

    /// <summary>One row a group: measured, and how far off the prediction is.</summary>
    public static string Cases(IEnumerable<(CpuCase Case, ImmutableArray<ValidationRow> Rows)> cases)
    {
        var text = new StringBuilder("| case | group | CPUs | share measured | predicted | mean us | error % | p50 us | error % | p90 us | error % | p99 us | error % |\n");
        text.Append("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var (one, rows) in cases)
        {
            foreach (var group in rows.GroupBy(row => row.Group))
            {
                ValidationRow Of(string metric) => group.Single(row => row.Metric == metric);
                text.Append(CultureInfo.InvariantCulture, $"| {one.Name} | {group.Key} | {one.Cpus.Length} | {Of("cpu_share").Measured:F4} | {Of("cpu_share").Predicted:F4} |");
                foreach (var metric in Responses) text.Append(CultureInfo.InvariantCulture, $" {Of(metric).Measured / 1e3:F0} | {Signed(Of(metric).RelativeError)} |");
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>One row a metric, for one CPU and for two CPUs, quotas and shared groups apart.</summary>
    public static string Summary(ILookup<bool, ImmutableArray<ValidationRow>> judged)
    {
        var text = new StringBuilder("| cases | metric | rows | median error % | worst % | worst by |\n|---|---|---:|---:|---:|---|\n");
        foreach (var (isOther, name) in new[] { (false, "one CPU"), (true, "two CPUs, quotas, shared groups") })
        {
            var rows = judged[isOther].SelectMany(one => one).ToArray();
            foreach (var line in ByMetric(judged[isOther]).Values)
            {
                var worst = rows.Where(row => row.Metric == line.Metric).MaxBy(row => Math.Abs(row.RelativeError))!;
                text.Append(CultureInfo.InvariantCulture, $"| {name} | {line.Metric} | {line.Cases} | {line.MedianAbsoluteRelativeError * 100:F1} | {line.Worst * 100:F1} | {worst.Case} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>In percent; rounded first, or a negative number that rounds to nothing would get a sign.</summary>
    private static string Signed(double error) => Math.Round(error * 100, 1).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>Whether a case belongs to the second kind.</summary>
    public static bool IsOther(CpuCase one) => one.Cpus.Length > 1 || one.Groups.Any(IsCappedOrShared);

    private static bool IsCappedOrShared(CpuThreadGroup group) => group.QuotaTime is not null || (group.IsShared && group.Threads > 1);

    /// <summary>The errors by metric.</summary>
    public static Dictionary<string, ValidationSummary> ByMetric(IEnumerable<ImmutableArray<ValidationRow>> cases) =>
        ValidationSummary.Of(cases.SelectMany(rows => rows)).ToDictionary(line => line.Metric, StringComparer.Ordinal);
}
