using System.Text.Json;
using Sim.Cli.Commands;

namespace Sim.Cli.Tests;

/// <summary>Verbs without a simulation of a host print and keep their results as the others do.</summary>
public sealed class ResultOptionsTests
{
    private const string Profile = "scenarios/measured-host/host.profile.yaml";
    private const string Traces = "scenarios/consolidation/traces";

    [Fact]
    public async Task Import_keeps_what_it_prints()
    {
        using var folder = new TemporaryFolder();
        var run = (await Hvsim.RunAsync("import", "rvtools", "scenarios/consolidation/estate-200.xlsx", "--format", "json", "-o", folder.PathOf("out"))).Ended(0);
        Assert.Equal(run.Output, await File.ReadAllTextAsync(folder.PathOf("out/results.json")));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("import", json.RootElement.GetProperty("verb").GetString());
        Assert.Equal("estate-200.xlsx", json.RootElement.GetProperty("files")[0].GetProperty("name").GetString());
        Assert.True(json.RootElement.GetProperty("estate").GetProperty("vms").GetArrayLength() > 200);
    }

    [Fact]
    public async Task Validate_keeps_what_it_prints()
    {
        using var folder = new TemporaryFolder();
        var run = (await Hvsim.RunAsync("validate", "--profile", "scenarios/consolidation/host.profile.yaml", Traces, "--format", "json", "-o", folder.PathOf("out"))).Ended(0);
        Assert.Equal(run.Output, await File.ReadAllTextAsync(folder.PathOf("out/results.json")));

        // A later run takes the directory again; a stranger's is left alone.
        (await Hvsim.RunAsync("validate", "--profile", "scenarios/consolidation/host.profile.yaml", Traces, "-o", folder.PathOf("out"))).Ended(0);
        folder.Write("mine/thesis.txt", "mine");
        var refused = (await Hvsim.RunAsync("validate", "--profile", Profile, Traces, "-o", folder.PathOf("mine"))).Ended(2);
        Assert.Contains("nothing was written", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task Calibrate_prints_the_profile_that_it_wrote(string format)
    {
        using var folder = new TemporaryFolder();
        var file = folder.PathOf("host.profile.yaml");
        var run = (await Hvsim.RunAsync("calibrate", Traces, "-o", file, "--fit", "none", "--format", format)).Ended(0);
        var written = await File.ReadAllLinesAsync(file);
        var names = written.SkipWhile(line => line != "parameters:").TakeWhile(line => line != "ranges:").Count(line => line.TrimStart().StartsWith("- name:", StringComparison.Ordinal));
        Assert.True(names > 0);
        if (format == "csv")
        {
            Assert.Equal(names + 1, run.Output.TrimEnd().Split('\n').Length);
            return;
        }

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(names, json.RootElement.GetProperty("profile").GetProperty("parameters").GetArrayLength());
    }

    [Fact]
    public async Task Work_that_is_stopped_is_not_waited_for()
    {
        using var stop = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        var work = Interruptible.RunAsync(
            () =>
            {
                never.Wait(CancellationToken.None);
                return 0;
            },
            stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        never.Set();
    }
}
