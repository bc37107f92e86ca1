using System.Globalization;
using System.Text;
using Sim.Calibration.Profiles;
using Sim.Calibration.Validation;

namespace Sim.Calibration.Tests.Disks;

/// <summary>The project's own sweep: fitted to one half, judged by the other, as <c>hvsim calibrate</c> and <c>hvsim validate</c> do it.</summary>
public sealed class DiskValidationTests
{
    [Fact]
    [Trait("Category", "Slow")] // a fit and seventeen cases with replicates: half a minute on two quiet cores
    public void The_half_that_was_left_out_is_predicted_within_the_targets()
    {
        var calibrated = CalibrationRun.Calibrate([Samples.FioFolder]);
        var profile = ProfileReader.Parse(ProfileWriter.Write(calibrated.Profile), "p.yaml");
        var result = ValidationRun.Validate(profile, [Samples.FioFolder]);
        Assert.Empty(result.NotSimulated);
        // Reads 4k qd1, qd4, qd8 x 2, qd128, 16k qd16, 1m qd4 and writes 4k qd1, qd16, 1m qd4, by the rule of FitHalf; eight cases judge.
        Assert.Equal(9, result.Cases.Count(row => row is { Metric: "iops", IsFitted: true }));
        Assert.Equal(8, result.Cases.Count(row => row is { Metric: "iops", IsFitted: false }));
        var judged = result.Summary.Where(row => row.Part.Length == 0).ToDictionary(row => row.Metric, StringComparer.Ordinal);
        // The targets of the issue; IOPS and mean latency are one number by Little's law and are both listed since both are asked for.
        Assert.True(judged["iops"].IsMet, Text(judged["iops"]));
        Assert.True(judged["latency_mean"].IsMet, Text(judged["latency_mean"]));
        Assert.True(judged["latency_p50"].IsMet, Text(judged["latency_p50"]));
        Assert.True(judged["latency_p99"].IsMet, Text(judged["latency_p99"]));
        // A 90 % interval that holds less than 80 % of what was measured claims too much.
        foreach (var row in judged.Values) Assert.True(row.Coverage >= 0.8, Text(row));
        // Another processor rounds differently in the last bit, and a search over simulated cases then ends elsewhere.
        GeneratedPart.Check("storage", "disk", Page(result), tolerance: 0.25, points: 10);
    }

    private static string Text(ValidationSummary row) => string.Create(CultureInfo.InvariantCulture, $"{row.Metric}: median {row.MedianAbsoluteRelativeError:P1}, worst {row.Worst:P1}, covered {row.Coverage:P0}");

    /// <summary>In percent; rounded first, or a negative number that rounds to nothing would get both signs.</summary>
    private static string Signed(double error) => Math.Round(error * 100, 1).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Page(ValidationResult result)
    {
        var text = new StringBuilder("| case | IOPS measured | predicted (90 %) | error % | p50 us | predicted | error % | p99 us | predicted (90 %) | error % |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var one in result.Cases.GroupBy(row => row.Case))
        {
            var iops = one.Single(row => row.Metric == "iops");
            foreach (var direction in one.Where(row => row.Metric == "latency_p50").Select(row => row.Direction))
            {
                var p50 = one.Single(row => row.Metric == "latency_p50" && row.Direction == direction);
                var p99 = one.Single(row => row.Metric == "latency_p99" && row.Direction == direction);
                text.Append(CultureInfo.InvariantCulture, $"| {one.Key}{(direction is null ? "" : ", " + direction)}{(iops.IsFitted ? " (fitted)" : iops.Part.Length > 0 ? " (apart)" : "")} ");
                text.Append(CultureInfo.InvariantCulture, $"| {iops.MeasuredLow:F0} to {iops.MeasuredHigh:F0} | {iops.Predicted:F0} ({iops.PredictedLow:F0} to {iops.PredictedHigh:F0}) | {Signed(iops.RelativeError)} ");
                text.Append(CultureInfo.InvariantCulture, $"| {p50.MeasuredLow / 1e3:F0} to {p50.MeasuredHigh / 1e3:F0} | {p50.Predicted / 1e3:F0} | {Signed(p50.RelativeError)} ");
                text.Append(CultureInfo.InvariantCulture, $"| {p99.MeasuredLow / 1e3:F0} to {p99.MeasuredHigh / 1e3:F0} | {p99.Predicted / 1e3:F0} ({p99.PredictedLow / 1e3:F0} to {p99.PredictedHigh / 1e3:F0}) | {Signed(p99.RelativeError)} |\n");
            }
        }

        text.Append("\n| judged cases | metric | rows | median error % | worst % | in the 90 % interval % | target |\n|---|---|---:|---:|---:|---:|---|\n");
        foreach (var row in result.Summary)
        {
            var target = row.Target is { } goal ? string.Create(CultureInfo.InvariantCulture, $"{goal.Median * 100:F0}{(goal.Worst is { } worst ? $" / {worst * 100:F0}" : "")}: {(row.IsMet == true ? "met" : "missed")}") : "";
            text.Append(CultureInfo.InvariantCulture, $"| {(row.Part.Length == 0 ? "all others" : row.Part)} | {row.Metric} | {row.Cases} | {row.MedianAbsoluteRelativeError * 100:F1} | {row.Worst * 100:F1} | {row.Coverage * 100:F0} | {target} |\n");
        }

        return text.ToString();
    }
}
