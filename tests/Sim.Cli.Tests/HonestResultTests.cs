using System.Text.Json;

namespace Sim.Cli.Tests;

/// <summary>Results that claim no more than was simulated.</summary>
public sealed class HonestResultTests
{
    [Fact]
    public async Task Percentiles_without_ground_say_why_and_rows_name_their_method()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        using var json = JsonDocument.Parse((await Hvsim.RunAsync("run", file, "--format", "json")).Ended(0).Output);
        var rows = json.RootElement.GetProperty("metrics").EnumerateArray().ToDictionary(row => row.GetProperty("metric").GetString()!);

        // 3 x 0.2 s of 3,600 requests a second are some 2,160: 1 % of them are fewer than the 100 that an interval of p99 takes.
        var p99 = rows["request.web-request.response_p99"];
        Assert.False(p99.TryGetProperty("low", out _));
        Assert.Contains("too few", p99.GetProperty("noInterval").GetString(), StringComparison.Ordinal);
        var p50 = rows["request.web-request.response_p50"];
        Assert.True(p50.GetProperty("low").GetDouble() < p50.GetProperty("estimate").GetDouble());
        Assert.StartsWith("exceedances", p50.GetProperty("method").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Student", rows["request.web-request.response_mean"].GetProperty("method").GetString(), StringComparison.Ordinal);

        // Nobody is near 20 ms, which 2,160 requests are enough to know.
        var slo = json.RootElement.GetProperty("answer").GetProperty("slo").EnumerateArray().First(one => one.GetProperty("name").GetString() == "web-request p99");
        Assert.True(slo.GetProperty("holdsSurely").GetBoolean());
    }

    [Theory]
    [InlineData("run")]
    [InlineData("compare")]
    public async Task A_promise_to_nobody_is_not_established_and_fails_the_gate(string verb)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("idle.yaml", Shipped.ShortScenario(("rate: 500 /s", "rate: 0.0001 /s")));
        var run = (await Hvsim.RunAsync(verb, file)).Ended(1);
        Assert.Contains("SLO not established database-transaction p99: no request was issued", string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("SLO kept    database-transaction", run.Output, StringComparison.Ordinal);
        // Five columns of numbers can be wider than a comparison has room for.
        if (verb == "run") Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task A_comparison_in_the_directory_of_an_earlier_run_leaves_no_report_of_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        (await Hvsim.RunAsync("run", file, "-o", folder.PathOf("out"))).Ended(0);
        Assert.True(File.Exists(folder.PathOf("out/report.html")));
        folder.Write("out/notes.txt", "mine");
        folder.Write("out/charts/mine.svg", "mine");
        (await Hvsim.RunAsync("compare", file, "-o", folder.PathOf("out"))).Ended(0);
        Assert.Equal(
            ["charts/mine.svg", "notes.txt", "results.json"],
            Directory.EnumerateFiles(folder.PathOf("out"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder.PathOf("out"), path)).Order(StringComparer.Ordinal));
        Assert.Contains("\"verb\": \"compare\"", await File.ReadAllTextAsync(folder.PathOf("out/results.json")), StringComparison.Ordinal);
    }
}
