using System.Text.Json;

namespace Sim.Cli.Tests;

/// <summary>A scenario that leaves its warm-up to pilot runs.</summary>
public sealed class AutoWarmUpTests
{
    [Fact]
    public async Task The_warm_up_found_is_said_and_does_not_depend_on_threads()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("auto.yaml", Shipped.ShortScenario(("warmUp: 50 ms", "warmUp: auto")));
        var one = (await Hvsim.RunAsync("run", file, "--threads", "1", "--format", "json")).Ended(0).Output;
        Assert.Equal(one, (await Hvsim.RunAsync("run", file, "--threads", "2", "--format", "json")).Ended(0).Output);
        using var json = JsonDocument.Parse(one);
        var warmUp = json.RootElement.GetProperty("restsOn").GetProperty("warmUpSeconds").GetDouble();
        Assert.Equal(0.2, json.RootElement.GetProperty("restsOn").GetProperty("lengthSeconds").GetDouble());
        var checks = json.RootElement.GetProperty("answer").GetProperty("warmUp").EnumerateArray().ToList();
        Assert.Equal(2, checks.Count);
        Assert.All(checks, check => Assert.Equal(warmUp, check.GetProperty("warmUpSeconds").GetDouble()));
        // MSER-5 cuts in the first half of a pilot, and the longest has eight times the length.
        Assert.InRange(warmUp, 0, 0.8);
    }

    [Fact]
    public async Task A_trace_needs_a_warm_up_that_is_known_before()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("auto.yaml", Shipped.ShortScenario(("warmUp: 50 ms", "warmUp: auto")));
        var run = (await Hvsim.RunAsync("run", file, "--trace", folder.PathOf("trace.json"))).Ended(2);
        Assert.Contains("the scenario says warmUp: auto", run.Error, StringComparison.Ordinal);
        Assert.Contains("measurement.warmUp with a time", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Root));
    }
}
