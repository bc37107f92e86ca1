using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sim.Calibration.Cpu;
using Sim.Calibration.Validation;

namespace Sim.Calibration.Tests.Cpu;

public sealed class LeaveOneOutTests
{
    private static readonly ImmutableArray<string> Responses = ["response_mean", "response_p50", "response_p90", "response_p99"];

    /// <summary>The tables of docs/validation/cpu.md. After a change of the model: HVSIM_REWRITE_PAGES=1 and this test alone.</summary>
    [Fact]
    [Trait("Category", "Slow")] // a fit a case: a few minutes on two quiet cores
    public void Each_case_is_predicted_from_the_others()
    {
        var own = Measured.Directory;
        var cases = own.Schedule.Cases
            .Select((one, i) => (Case: one, Rows: CpuValidation.Judge(own.Schedule, one, own.Measured[i], CpuEstimator.Estimate([own.Without(i)]).Machine))).ToArray();
        var judged = cases.ToLookup(one => one.Case.Cpus.Length > 1 || one.Case.Groups.Any(IsCappedOrShared), one => one.Rows);
        GeneratedPart.Check("cpu", "cases left out", CaseTable(cases));
        GeneratedPart.Check("cpu", "summary", SummaryTable(judged));
        // Targets for one CPU: mean 2 % in the median and 10 % at worst, p99 4 % and 15 %, CPU 1 point. One disturbed run of four makes the mean of micro-4x-100us, and the tails
        // of it and of solo-det500us (docs/validation/cpu.md tells how that is known): 11 % and 16 % keep those from getting worse.
        var one = Summary(judged[false]);
        Assert.InRange(one["response_mean"].MedianAbsoluteRelativeError, 0, 0.02);
        Assert.InRange(one["response_p99"].MedianAbsoluteRelativeError, 0, 0.04);
        Assert.All(judged[false].SelectMany(rows => rows), row =>
        {
            var isDisturbed = row.Case == "micro-4x-100us";
            if (row.Metric == "response_mean") Assert.InRange(Math.Abs(row.RelativeError), 0, isDisturbed ? 0.11 : 0.10);
            if (row.Metric == "response_p99" && !isDisturbed) Assert.InRange(Math.Abs(row.RelativeError), 0, 0.16);
            if (row.Metric == "cpu_share") Assert.Equal(row.Measured, row.Predicted, 0.01);
        });
        Assert.All(judged[true].SelectMany(rows => rows).Where(row => row.Metric == "cpu_share"), row => Assert.Equal(row.Measured, row.Predicted, 0.01));
        // For two CPUs, quotas and shared groups: mean 5 % and 20 %, p99 8 % and 25 %.
        var other = Summary(judged[true]);
        Assert.InRange(other["response_mean"].MedianAbsoluteRelativeError, 0, 0.05);
        Assert.InRange(other["response_mean"].Worst, 0, 0.20);
        Assert.InRange(other["response_p99"].MedianAbsoluteRelativeError, 0, 0.08);
        Assert.InRange(other["response_p99"].Worst, 0, 0.25);
    }

    private static string CaseTable(IEnumerable<(CpuCase Case, ImmutableArray<ValidationRow> Rows)> cases)
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

    private static string SummaryTable(ILookup<bool, ImmutableArray<ValidationRow>> judged)
    {
        var text = new StringBuilder("| cases | metric | rows | median error % | worst % | worst by |\n|---|---|---:|---:|---:|---|\n");
        foreach (var (isOther, name) in new[] { (false, "one CPU"), (true, "two CPUs, quotas, shared groups") })
        {
            var rows = judged[isOther].SelectMany(one => one).ToArray();
            foreach (var line in Summary(judged[isOther]).Values)
            {
                var worst = rows.Where(row => row.Metric == line.Metric).MaxBy(row => Math.Abs(row.RelativeError))!;
                text.Append(CultureInfo.InvariantCulture, $"| {name} | {line.Metric} | {line.Cases} | {line.MedianAbsoluteRelativeError * 100:F1} | {line.Worst * 100:F1} | {worst.Case} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>In percent; rounded first, or a negative number that rounds to nothing would get a sign.</summary>
    private static string Signed(double error) => Math.Round(error * 100, 1).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static bool IsCappedOrShared(CpuThreadGroup group) => group.QuotaTime is not null || (group.IsShared && group.Threads > 1);

    private static Dictionary<string, ValidationSummary> Summary(IEnumerable<ImmutableArray<ValidationRow>> cases) =>
        ValidationSummary.Of(cases.SelectMany(rows => rows)).ToDictionary(line => line.Metric, StringComparer.Ordinal);
}
