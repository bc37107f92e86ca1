using System.Text.Json;

namespace Sim.Cli.Tests;

/// <summary>Same input, seed and version: same bytes, on any number of threads, as often as one likes.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("compare")]
    public Task Results_do_not_depend_on_threads_or_repetition(string verb) => SameBytesAsync(verb);

    [Theory]
    [InlineData("density")]
    [InlineData("plan")]
    [InlineData("sweep")]
    [Trait("Category", "Slow")] // four searches each
    public Task Searches_do_not_depend_on_threads_or_repetition(string verb) => SameBytesAsync(verb);

    [Fact]
    public async Task Json_on_the_screen_is_the_file_and_progress_stays_out_of_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        var run = (await Hvsim.RunAsync("run", file, "--format", "json", "-o", folder.PathOf("out"))).Ended(0);
        Assert.Equal(await File.ReadAllTextAsync(folder.PathOf("out/results.json")), run.Output);
        Assert.NotEmpty(run.ErrorLines);
        Assert.All(run.ErrorLines, line => Assert.Matches(@"^simulating: \d+ of 3 replications", line));
    }

    [Fact]
    public async Task Csv_reads_back_as_the_metrics_of_the_json()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        var csv = (await Hvsim.RunAsync("compare", file, "--format", "csv", "-o", folder.PathOf("out"))).Ended(0).Output;
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.PathOf("out/results.json")));
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("point,metric,unit,estimate,low,high,replications,truth", lines[0]);
        var metrics = json.RootElement.GetProperty("metrics").EnumerateArray().ToList();
        Assert.Equal(metrics.Count, lines.Length - 1);
        foreach (var (metric, line) in metrics.Zip(lines.Skip(1)))
        {
            var cells = line.Split(',');
            Assert.Equal(8, cells.Length);
            Assert.Equal(metric.GetProperty("point").GetString(), cells[0].Trim('"'));
            Assert.Equal(metric.GetProperty("metric").GetString(), cells[1]);
            Assert.Equal(metric.GetProperty("unit").GetString(), cells[2]);
            // Shortest round-trip text: exactly the same number.
            Assert.Equal(metric.GetProperty("estimate").GetDouble(), double.Parse(cells[3], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Compared_difference_is_kvm_less_esxi()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        var run = (await Hvsim.RunAsync("compare", file, "--format", "json")).Ended(0);
        using var json = JsonDocument.Parse(run.Output);
        var answer = json.RootElement.GetProperty("answer");
        Assert.Equal("kvm - esxi", answer.GetProperty("differenceOf").GetString());
        var estimates = json.RootElement.GetProperty("metrics").EnumerateArray().ToDictionary(
            metric => (metric.GetProperty("point").GetString()!, metric.GetProperty("metric").GetString()!), metric => metric.GetProperty("estimate").GetDouble());
        foreach (var paired in answer.GetProperty("paired").EnumerateArray())
        {
            var metric = paired.GetProperty("metric").GetString()!;
            var (kvm, esxi) = (estimates[("hypervisor=kvm", metric)], estimates[("hypervisor=esxi", metric)]);
            // Percentiles are shown over all requests together and paired by each replication's own: these need not agree.
            if (metric.EndsWith("_p50", StringComparison.Ordinal) || metric.EndsWith("_p95", StringComparison.Ordinal) || metric.EndsWith("_p99", StringComparison.Ordinal)) continue;
            // The mean of differences is the difference of means, up to rounding of sums of this size.
            Assert.Equal(kvm - esxi, paired.GetProperty("estimate").GetDouble(), 1e-9 * (Math.Abs(kvm) + Math.Abs(esxi) + 1));
        }
    }

    private static async Task SameBytesAsync(string verb)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", verb switch
        {
            "plan" => Shipped.ShortPlan(), "sweep" => Shipped.ShortStudy(), _ => Shipped.ShortScenario(),
        });
        var first = await ResultsAsync(folder, verb, file, "a", "--threads", "1");
        Assert.Equal(first, await ResultsAsync(folder, verb, file, "b", "--threads", "2"));
        Assert.Equal(first, await ResultsAsync(folder, verb, file, "c", "--threads", "1"));
        Assert.NotEqual(first, await ResultsAsync(folder, verb, file, "d", "--threads", "2", "--seed", "99"));
        CheckDocument(first, folder.Root);
    }

    private static async Task<string> ResultsAsync(TemporaryFolder folder, string verb, string file, string name, params string[] options)
    {
        string[] args = [verb, file, "-o", folder.PathOf(name), .. options];
        var run = await Hvsim.RunAsync(args);
        // Short runs may break the SLO; that is an answer too.
        if (run.Exit != 1) run.Ended(0);
        return await File.ReadAllTextAsync(folder.PathOf(name + "/results.json"));
    }

    private static void CheckDocument(string text, string machineFolder)
    {
        using var json = JsonDocument.Parse(text);
        Assert.Equal(1, json.RootElement.GetProperty("schemaVersion").GetInt32());
        Assert.True(json.RootElement.GetProperty("isComplete").GetBoolean());
        Assert.All(json.RootElement.GetProperty("metrics").EnumerateArray(), metric => Assert.False(string.IsNullOrEmpty(metric.GetProperty("unit").GetString())));
        Assert.All(json.RootElement.GetProperty("files").EnumerateArray(), file => Assert.Matches("^[0-9a-f]{64}$", file.GetProperty("sha256").GetString()));
        Assert.DoesNotContain(machineFolder, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Repository.Root, text, StringComparison.Ordinal);
        // A clock time (12:34:56) would make equal results differ.
        Assert.DoesNotMatch(@"\d\d:\d\d:\d\d", text);
    }
}
