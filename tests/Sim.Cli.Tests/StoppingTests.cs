using System.Text.Json;

namespace Sim.Cli.Tests;

/// <summary>A precision to reach and a best to choose, as a user asks for them.</summary>
public sealed class StoppingTests
{
    [Fact]
    public async Task A_precision_adds_replications_whatever_the_threads_and_says_what_it_rests_on()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario(("replications: 3", "replications: 3, precision: 20 %, precisionOf: [request.*.response_mean]")));
        var one = (await Hvsim.RunAsync("run", file, "--threads", "1", "--format", "json")).Ended(0).Output;
        Assert.Equal(one, (await Hvsim.RunAsync("run", file, "--threads", "3", "--format", "json")).Ended(0).Output);
        using var json = JsonDocument.Parse(one);
        var rests = json.RootElement.GetProperty("restsOn");
        Assert.True(rests.GetProperty("replications").GetInt32() >= 10);
        Assert.Equal(0.2, rests.GetProperty("lengthSeconds").GetDouble());
        var precision = rests.GetProperty("precision");
        Assert.True(precision.GetProperty("isReached").GetBoolean());
        Assert.Equal(2, precision.GetProperty("metrics").GetArrayLength());
        Assert.StartsWith("What is promised is the precision.", precision.GetProperty("promise").GetString(), StringComparison.Ordinal);
        Assert.Contains("What is promised is the precision.", (await Hvsim.RunAsync("run", file)).Ended(0).Output, StringComparison.Ordinal);

        // Ten replications or more of open arrivals: the drawn load has a known mean, and a mean response is held against it.
        Assert.All(json.RootElement.GetProperty("controlled").EnumerateArray(), row => Assert.Equal("offered_cpu", row.GetProperty("control").GetString()));
        Assert.Equal(3, json.RootElement.GetProperty("controlled").GetArrayLength());
    }

    [Fact]
    public async Task A_precision_that_is_not_reached_fails_the_gate_and_is_said()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario(("replications: 3", "replications: 3, mostReplications: 11")));
        var run = (await Hvsim.RunAsync("run", file, "--precision", "0.1 %")).Ended(1);
        Assert.Contains("Precision of 0.1 % NOT reached after 11 replications:", run.Output, StringComparison.Ordinal);
        Assert.Contains("replications would do", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task One_replication_alone_has_no_intervals()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        var all = (await Hvsim.RunAsync("run", file, "--format", "json")).Ended(0).Output;
        var run = (await Hvsim.RunAsync("run", file, "--replication", "2", "--format", "json")).Ended(0).Output;
        using var json = JsonDocument.Parse(run);
        Assert.All(json.RootElement.GetProperty("metrics").EnumerateArray(), metric =>
        {
            Assert.False(metric.TryGetProperty("low", out _));
            Assert.Contains("one replication", metric.GetProperty("noInterval").GetString(), StringComparison.Ordinal);
        });
        Assert.DoesNotContain("\"controlled\"", all, StringComparison.Ordinal);
        Assert.DoesNotContain("±", (await Hvsim.RunAsync("run", file, "--replication", "2")).Ended(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_scenarios_are_ranked_with_a_stated_probability()
    {
        using var folder = new TemporaryFolder();
        string[] files =
        [
            folder.Write("fast.yaml", Shipped.ShortScenario(("name: web and database", "name: fast"), ("replications: 3", "replications: 6"))),
            folder.Write("slow.yaml", Shipped.ShortScenario(("name: web and database", "name: slow"), ("clock: 3.0 GHz", "clock: 2.2 GHz"), ("replications: 3", "replications: 6"))),
        ];
        const string metric = "request.web-request.response_mean";
        var run = await Hvsim.RunAsync(["compare", .. files, "--by", metric, "--format", "json"]);
        using var json = JsonDocument.Parse(run.Output);
        var best = Assert.Single(json.RootElement.GetProperty("answer").GetProperty("best").EnumerateArray());
        Assert.Equal("fast", best.GetProperty("best").GetString());
        Assert.Equal(0.95, best.GetProperty("probability").GetDouble());
        Assert.Equal(2, best.GetProperty("distances").GetArrayLength());

        // The same clock twice under another name: nothing to tell, and adding replications up to the most allowed does not change that.
        var twin = folder.Write("twin.yaml", Shipped.ShortScenario(("name: web and database", "name: twin"), ("replications: 3", "replications: 6")));
        var same = await Hvsim.RunAsync("compare", files[0], twin, "--by", metric);
        Assert.Contains("best: not established; fast leads, twin may be better", same.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);

        var chosen = await Hvsim.RunAsync(["compare", .. files, "--by", metric, "--indifference", "100 us"]);
        Assert.Contains("best: fast, with 95 % probability or more within 100 us of the best", chosen.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--precision", "2", "--precision: '2' has no unit")]
    [InlineData("--precision", "80 %", "--precision: 80 % is out of range")]
    [InlineData("--replication", "-1", "--replication: '-1' is not a replication")]
    [InlineData("--by", "request.web-request.respons_mean", "did you mean 'request.web-request.response_mean'?")]
    [InlineData("--indifference", "1 ms", "--by METRIC")]
    public async Task A_wrong_option_is_named_with_what_is_allowed(string option, string value, string message)
    {
        var run = (await Hvsim.RunAsync("compare", Shipped.Scenario, option, value)).Ended(2);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenarios_measured_differently_are_not_compared()
    {
        using var folder = new TemporaryFolder();
        var one = folder.Write("one.yaml", Shipped.ShortScenario());
        var two = folder.Write("two.yaml", Shipped.ShortScenario(("length: 200 ms", "length: 100 ms")));
        var run = (await Hvsim.RunAsync("compare", one, two)).Ended(2);
        Assert.Contains("measurement: differs from that of", run.Error, StringComparison.Ordinal);
        Assert.Contains("is the name of another", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_density_refuses_a_precision_that_it_would_not_pursue()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario(("replications: 3", "replications: 3, precision: 2 %")));
        var message = Assert.Single((await Hvsim.RunAsync("density", file)).Ended(2).ErrorLines);
        Assert.Matches(@"short\.yaml, line \d+, column \d+: measurement\.precision: is not used here", message);
        Assert.Contains("--precision on the command line", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_precision_of_no_metric_is_refused_with_the_nearest_name()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario(("replications: 3", "replications: 3, precision: 2 %, precisionOf: [disk.iop]")));
        var run = (await Hvsim.RunAsync("run", file)).Ended(2);
        Assert.Contains("measurement.precisionOf[0]: 'disk.iop' is no metric of this scenario", run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'disk.iops'?", run.Error, StringComparison.Ordinal);
    }
}
