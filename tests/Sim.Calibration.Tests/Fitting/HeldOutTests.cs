using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sim.Calibration.Checks;
using Sim.Calibration.Fitting;
using Sim.Calibration.Traces;
using Sim.Calibration.Traces.Fio;

namespace Sim.Calibration.Tests.Fitting;

/// <summary>
/// Fits one half of the project's own sweep and predicts the other, both ways round. The rule: pure cases sorted by direction, block size, I/Os in flight and
/// jobs; the first, third, ... are one half, the second, fourth, ... the other. Mixed cases are never fitted and are judged by the full fit of each half.
/// </summary>
public sealed class HeldOutTests(ITestOutputHelper output)
{
    private const string Update = "HVSIM_UPDATE_DOCS";

    [Fact]
    public void Half_of_the_sweep_predicts_the_other_half()
    {
        var rows = Rows();
        var text = new StringBuilder();
        foreach (var row in rows) text.Append(row.Text).Append('\n');
        output.WriteLine(text.ToString());

        var errors = rows.Where(row => row.Error is not null).Select(row => Math.Abs(row.Error!.Value)).Order().ToArray();
        var inside = rows.Where(row => row is { Error: not null, Inside: true }).Select(row => Math.Abs(row.Error!.Value)).Order().ToArray();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"all {errors.Length}: median {errors[errors.Length / 2]:P1}, worst {errors[^1]:P1}; inside {inside.Length}: median {inside[inside.Length / 2]:P1}, worst {inside[^1]:P1}"));
        // Repeats of one case, minutes apart, differ by up to 42 % on this disk (median 14 %), so a single case cannot be held to better than 40 %.
        // The median is held to 10 %, the target for the device model (network-and-storage 1.5), over the cases inside the measured range.
        Assert.True(inside.Length >= 6, "too few cases lie inside the range of the other half");
        Assert.True(inside[inside.Length / 2] <= 0.10);
        Assert.True(inside[^1] <= 0.40);
        CheckPage(rows);
    }

    private static ImmutableArray<Row> Rows()
    {
        var cells = StorageChecks.Group(TraceScan.Files([Samples.FioFolder]).SelectMany(file => FioReader.Read(file).Cases));
        var pure = cells.Where(cell => cell.Load.ReadShare is 0 or 1)
            .OrderByDescending(cell => cell.Load.ReadShare).ThenBy(cell => cell.Load.ReadBlockBytes).ThenBy(cell => cell.Load.Concurrency).ThenBy(cell => cell.Load.Jobs)
            .ToArray();
        var rows = ImmutableArray.CreateBuilder<Row>();
        for (var half = 0; half < 2; half++)
        {
            var fitted = pure.Where((_, i) => i % 2 == half).ToImmutableArray();
            var judged = pure.Where((_, i) => i % 2 != half).Concat(cells.Where(cell => cell.Load.ReadShare is > 0 and < 1));
            var model = NvmeEstimator.Estimate(fitted).Model;
            foreach (var cell in judged) rows.Add(Judge(cell, model, half == 0 ? "odd" : "even"));
        }

        return rows.ToImmutable();
    }

    private static Row Judge(StorageCell cell, StorageModel model, string half)
    {
        var (iops, latency) = (cell.Iops, cell.LatencyMeanNs);
        var measured = string.Create(CultureInfo.InvariantCulture, $"| {cell.Name} | {half} | {iops.Mean:0} ({iops.Low:0} to {iops.High:0}) |");
        if (model.Predict(cell.Load, out var missing) is not { } point)
            return new Row(cell.Name, half, null, null, false, string.Create(CultureInfo.InvariantCulture, $"{measured} not established | | {latency.Mean / 1000:0} | | | {missing} |"));
        var error = (point.Iops / iops.Mean) - 1;
        var latencyError = (point.LatencyMeanNs / latency.Mean) - 1;
        return new Row(
            cell.Name, half, error, latencyError, point.Extrapolated.Length == 0,
            string.Create(CultureInfo.InvariantCulture, $"{measured} {point.Iops:0} | {error * 100:+0.0;-0.0} | {latency.Mean / 1000:0} | {point.LatencyMeanNs / 1000:0} | {latencyError * 100:+0.0;-0.0} | {point.Extrapolated} |"));
    }

    /// <summary>The published table must say what the code says; set HVSIM_UPDATE_DOCS=1 to rewrite it.</summary>
    private static void CheckPage(ImmutableArray<Row> rows)
    {
        var page = Page();
        const string Begin = "<!-- held-out table: begin -->\n", End = "<!-- held-out table: end -->";
        var text = File.ReadAllText(page);
        var start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            const string Head = "| case | fitted half | measured IOPS (range) | predicted | error % | measured latency us | predicted | error % | outside the fitted range |\n|---|---|---:|---:|---:|---:|---:|---:|---|\n";
            File.WriteAllText(page, text[..start] + Head + string.Concat(rows.Select(row => row.Text + "\n")) + text[end..]);
            return;
        }

        var published = text[start..end].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToArray();
        Assert.Equal(rows.Length, published.Length);
        foreach (var (row, line) in rows.Zip(published))
        {
            var columns = line.Split('|', StringSplitOptions.TrimEntries);
            Assert.Equal((row.Case, row.Half), (columns[1], columns[2]));
            if (row.Error is { } error)
            {
                // Another processor may round differently in the last bit and stop the search a step earlier: one point of a percent.
                Assert.Equal(error * 100, double.Parse(columns[5], CultureInfo.InvariantCulture), 1d);
                Assert.Equal(row.LatencyError!.Value * 100, double.Parse(columns[8], CultureInfo.InvariantCulture), 1d);
            }
            else Assert.Equal("not established", columns[4]);
        }
    }

    private static string Page()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var page = Path.Combine(folder.FullName, "docs", "validation", "storage.md");
            if (File.Exists(page)) return page;
        }

        throw new FileNotFoundException("docs/validation/storage.md");
    }

    private sealed record Row(string Case, string Half, double? Error, double? LatencyError, bool Inside, string Text);
}
