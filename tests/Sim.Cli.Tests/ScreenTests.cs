using System.Collections.Immutable;
using Sim.Cli.Output;
using Sim.Reporting;
using Sim.Reporting.Tables;

namespace Sim.Cli.Tests;

/// <summary>What people read in a pipe, a file or a narrow terminal.</summary>
public sealed class ScreenTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("compare")]
    [InlineData("density")]
    [InlineData("plan")]
    [InlineData("sweep")]
    public async Task Redirected_output_fits_80_columns_and_tears_no_number(string verb)
    {
        using var folder = new TemporaryFolder();
        // A relative, short output directory as a user would give: paths are printed whole.
        var file = folder.Write("short.yaml", verb switch
        {
            "plan" => Shipped.ShortPlan(), "sweep" => Shipped.ShortStudy(), _ => Shipped.ShortScenario(),
        });
        var run = await Hvsim.RunAsync(verb, file, "-o", folder.PathOf("out"));
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, $"{line.Length} characters: {line}"));
        Assert.All(run.Output.Split('\n'), line => Assert.Equal(line.Count(letter => letter == '('), line.Count(letter => letter == ')')));
    }

    [Fact]
    public async Task Import_fits_80_columns()
    {
        var run = (await Hvsim.RunAsync("import", "rvtools", "scenarios/consolidation/estate-200.xlsx")).Ended(0);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, $"{line.Length} characters: {line}"));
    }

    [Fact]
    public void Symmetric_interval_is_half_its_width_and_a_skewed_one_keeps_its_ends()
    {
        var lines = TextTable.Lines(Table(ReportCell.Of(16.4, TruthLabel.Simulated, 15.9, 16.9), ReportCell.Of(129, TruthLabel.Simulated, 7, 301)), 80);
        Assert.Contains("16.4 ±0.5", lines[4], StringComparison.Ordinal);
        Assert.Contains("129 (7-301)", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void Narrow_table_wraps_words_and_keeps_numbers_whole()
    {
        var table = new ReportTable(
            "Names",
            [new ReportColumn("Metric"), new ReportColumn("Value", "ms"), new ReportColumn("Note")],
            [ImmutableArray.Create(
                ReportCell.Of("request.database-transaction.response_p99"), ReportCell.Of(1234, TruthLabel.Simulated, 1000, 2000), ReportCell.Of("one two three four five six seven"))]);
        var lines = TextTable.Lines(table, 50);
        Assert.All(lines, line => Assert.True(line.Length <= 50, line));
        Assert.Contains(lines, line => line.Contains("1,234 (1,000-2,000)", StringComparison.Ordinal));
        Assert.Contains("database-", string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_numbers_with_intervals_do_not_fit_side_by_side_the_interval_goes_below_and_no_number_is_torn()
    {
        // 11 + 4 x 19 characters and four gaps of two are 95; with each interval below its number 11 + 4 x 13 and the gaps are 71.
        var table = new ReportTable(
            "Requests",
            [new ReportColumn("Request"), .. Enumerable.Range(1, 4).Select(i => new ReportColumn($"p{i}", "ms"))],
            [[ReportCell.Of("transaction"), .. Enumerable.Range(1, 4).Select(_ => ReportCell.Of(1234, TruthLabel.Simulated, 1000, 2000))]]);
        var lines = TextTable.Lines(table, 80);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains(lines, line => line.Contains("transaction", StringComparison.Ordinal));
        Assert.Equal(4, lines.Sum(line => line.Split(' ').Count(word => word == "1,234")));
        Assert.Equal(4, lines.Sum(line => line.Split(' ').Count(word => word == "(1,000-2,000)")));
    }

    [Fact]
    public void Empty_table_says_so() => Assert.Contains("(none)", TextTable.Lines(Table(), 80));

    private static ReportTable Table(params ReportCell[] cells) => new(
        "Caption", [new ReportColumn("Name"), new ReportColumn("Value")], cells.Select(cell => ImmutableArray.Create(ReportCell.Of("row"), cell)));
}
