using System.Text.Json;
using Sim.Testing;

namespace Sim.Cli.Tests;

/// <summary><c>hvsim validate</c> and the part of <c>hvsim calibrate</c> that goes before it.</summary>
public sealed class ValidateTests
{
    private const string Profile = "scenarios/measured-host/host.profile.yaml";
    private const string Apps = "scenarios/measured-host/apps";

    // Two seconds of two web cases, so that a test takes a second and not a minute.
    private const string Cases = """
        seconds: 2
        cases:
          - name: alone
            neighbours: []
            services:
              - service: nginx
                clients: 1
                runs:
                  - { requests: 1800, throughput_per_s: 900, mean_us: 1110, p50_us: 1085, p90_us: 1155, p95_us: 1300, p99_us: 1440, p999_us: 3000, errors: 0, server_cpu_s: 1.887 }
          - name: many
            neighbours: ['always-busy']
            services:
              - service: nginx
                clients: 4
                runs:
                  - { requests: 960, throughput_per_s: 480, mean_us: 8300, p50_us: 8000, p90_us: 9000, p95_us: 9500, p99_us: 12000, p999_us: 13000, errors: 0, server_cpu_s: 1 }
                  - { requests: 940, throughput_per_s: 470, mean_us: 8500, p50_us: 8000, p90_us: 9000, p95_us: 9500, p99_us: 12000, p999_us: 13000, errors: 0, server_cpu_s: 1 }
        """;

    [Theory]
    [InlineData("sched", "busy-4", 1)]       // the profile was made from it
    [InlineData("sched-later", "smp2-weights", 0)]
    public async Task Scheduler_cases_that_the_profile_learned_from_are_told(string from, string name, int learned)
    {
        using var folder = new TemporaryFolder();
        var source = Path.Combine(Repository.Root, "scenarios", "measured-host", from);
        var list = (await File.ReadAllTextAsync(Path.Combine(source, "cases.yaml"))).ReplaceLineEndings("\n");
        var start = list.IndexOf($"  - name: {name}\n", StringComparison.Ordinal);
        var end = list.IndexOf("  - name: ", start + 1, StringComparison.Ordinal);
        folder.Write("one/cases.yaml", list[..list.IndexOf("  - name: ", StringComparison.Ordinal)] + (end < 0 ? list[start..] : list[start..end]));
        folder.Write($"one/{name}.csv", await File.ReadAllTextAsync(Path.Combine(source, name + ".csv")));
        var run = (await Hvsim.RunAsync("validate", "--profile", Profile, folder.PathOf("one"), "-o", folder.PathOf("out"), "--format", "json")).Ended(0);
        Assert.Equal(learned, JsonDocument.Parse(run.Output).RootElement.GetProperty("learned").GetArrayLength());
        Assert.Contains(learned > 0 ? "cases, 1 of 1 learned from" : "cases not learned from", await File.ReadAllTextAsync(folder.PathOf("out/report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_are_predicted_and_the_directory_holds_results_page_and_chart()
    {
        using var folder = new TemporaryFolder();
        folder.Write("apps/cases.yaml", Cases);
        var run = (await Hvsim.RunAsync("validate", "--profile", Profile, folder.PathOf("apps"), "-o", folder.PathOf("out"), "--format", "json")).Ended(0);
        var document = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("validate", document.GetProperty("verb").GetString());
        var rows = document.GetProperty("cases").EnumerateArray().ToArray();
        Assert.Equal(
            ["throughput", "response_mean", "response_p50", "response_p99", "server_cpu"],
            rows.Where(row => row.GetProperty("case").GetString() == "many").Select(row => row.GetProperty("metric").GetString()));
        var throughput = rows.Single(row => row.GetProperty("case").GetString() == "many" && row.GetProperty("metric").GetString() == "throughput");
        Assert.Equal(("service", "nginx", "1/s"), (throughput.GetProperty("kind").GetString(), throughput.GetProperty("service").GetString(), throughput.GetProperty("unit").GetString()));
        Assert.Equal((475.0, 470.0, 480.0), (throughput.GetProperty("measured").GetDouble(), throughput.GetProperty("measuredLow").GetDouble(), throughput.GetProperty("measuredHigh").GetDouble()));
        // Half of the CPU, about 1030 us a request: 485 a second, and its interval holds the prediction.
        var predicted = throughput.GetProperty("predicted").GetDouble();
        Assert.InRange(predicted, 465, 505);
        Assert.InRange(predicted, throughput.GetProperty("predictedLow").GetDouble(), throughput.GetProperty("predictedHigh").GetDouble());
        Assert.Equal((predicted / 475) - 1, throughput.GetProperty("relativeError").GetDouble(), 1e-12);
        Assert.True(throughput.TryGetProperty("corrected", out _));
        var summary = document.GetProperty("summary").EnumerateArray().Single(row => row.GetProperty("metric").GetString() == "throughput");
        Assert.Equal(("service", 1), (summary.GetProperty("kind").GetString(), summary.GetProperty("cases").GetInt32()));

        Assert.Equal(run.Output, await File.ReadAllTextAsync(folder.PathOf("out/results.json")));
        Assert.Equal(11, (await File.ReadAllLinesAsync(folder.PathOf("out/results.csv"))).Length);
        Assert.Contains("many, nginx", await File.ReadAllTextAsync(folder.PathOf("out/report.html")), StringComparison.Ordinal);
        foreach (var ending in (string[])["svg", "png", "csv"]) Assert.True(File.Exists(folder.PathOf($"out/charts/validation-services.{ending}")), ending);

        // Again into the same directory, as a table this time.
        var table = (await Hvsim.RunAsync("validate", "--profile", Profile, folder.PathOf("apps"), "-o", folder.PathOf("out"))).Ended(0).Output;
        Assert.Contains("(fitted)", table, StringComparison.Ordinal);
        Assert.Contains("12/25 4/12", table, StringComparison.Ordinal);
        Assert.Contains("host: 2 CPUs, Linux 6.18", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_calibrated_is_what_validate_uses()
    {
        using var folder = new TemporaryFolder();
        var profile = folder.PathOf("own.profile.yaml");
        folder.Write("apps/cases.yaml", Cases);
        var learned = (await Hvsim.RunAsync("calibrate", folder.PathOf("apps"), "--profile", Profile, "-o", profile)).Ended(0).Output;
        Assert.Contains("service.nginx.demand", learned, StringComparison.Ordinal);
        var csv = (await Hvsim.RunAsync("validate", "--profile", profile, folder.PathOf("apps"), "--format", "csv")).Ended(0).Output.Split('\n');
        Assert.StartsWith("case,group,kind,metric,unit,measured,", csv[0], StringComparison.Ordinal);
        // The fitted case comes out as it went in: 900 a second, within the requests that 2 s cut off.
        var alone = csv.Single(line => line.StartsWith("\"alone\",,service,throughput", StringComparison.Ordinal)).Split(',');
        Assert.Equal(900, double.Parse(alone[8], System.Globalization.CultureInfo.InvariantCulture), 5.0);
    }

    [Fact]
    public async Task Storage_measurements_are_drawn_too()
    {
        using var folder = new TemporaryFolder();
        (await Hvsim.RunAsync("validate", "--profile", "scenarios/consolidation/host.profile.yaml", "scenarios/consolidation/traces", "-o", folder.PathOf("out"))).Ended(0);
        Assert.True(File.Exists(folder.PathOf("out/charts/validation-storage.svg")));
    }

    [Fact]
    public async Task Somebody_elses_directory_is_refused_before_anything_is_simulated()
    {
        using var folder = new TemporaryFolder();
        folder.Write("mine/letter.txt", "keep");
        var run = (await Hvsim.RunAsync("validate", "--profile", Profile, Apps, "-o", folder.PathOf("mine"))).Ended(2);
        Assert.Contains("not an earlier hvsim report", run.Error, StringComparison.Ordinal);
        Assert.Equal(["letter.txt"], Directory.EnumerateFileSystemEntries(folder.PathOf("mine")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_broken_list_is_named_with_line_and_field()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("apps/cases.yaml", Cases.Replace("service: nginx", "service: ngnix", StringComparison.Ordinal));
        var run = (await Hvsim.RunAsync("validate", "--profile", Profile, folder.PathOf("apps"))).Ended(2);
        Assert.Contains($"{file}, line 6", run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'nginx'", run.Error, StringComparison.Ordinal);
    }
}
