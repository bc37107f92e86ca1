using System.Diagnostics;

namespace Sim.Cli.Tests;

/// <summary>Ctrl-C: ends soon, with 130, says so, and leaves nothing half-written.</summary>
[Collection(nameof(Alone))]
public sealed class InterruptTests
{
    /// <summary>A promise to the user.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("run")]
    [InlineData("compare")]
    [InlineData("density")]
    [InlineData("plan")]
    [InlineData("sweep")]
    [InlineData("explain")]
    public async Task Ends_within_two_seconds(string verb)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("signals are sent as Unix does");
        using var folder = new TemporaryFolder();
        // Replications of minutes: none can finish before the signal.
        var file = folder.Write("long.yaml", verb switch
        {
            "plan" => Shipped.PlanWith((Shipped.PlanMeasurement, "measurement: {warmUp: 1 s, length: 600 s, replications: 5, seed: 1}")),
            "sweep" => Shipped.StudyWith((Shipped.StudyMeasurement, "measurement: {warmUp: 1 s, length: 3600 s, replications: 5, seed: 1}")),
            _ => Shipped.ScenarioWith((Shipped.Measurement, "measurement: {warmUp: 500 ms, length: 600 s, replications: 5, seed: 1}")),
        });
        using var process = Hvsim.Start(environment: null, [verb, file, "-o", folder.PathOf("out"), .. verb == "explain" ? new[] { "--vm", "db3" } : []]);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            // Only a wait shows that it is still at work; a short one may hit the start of the process, which must end as well.
            await Task.Delay(TimeSpan.FromSeconds(3));
            Assert.False(process.HasExited, "ended before the signal");
            var watch = Stopwatch.StartNew();
            using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await process.WaitForExitAsync(patience.Token);
            var took = watch.Elapsed;

            Assert.Equal(130, process.ExitCode);
            Assert.Contains("Stopped", await error, StringComparison.Ordinal);
            Assert.Empty(await output);
            Assert.Equal([file], Directory.GetFileSystemEntries(folder.Root));
            Assert.True(took < Soon, $"took {took.TotalSeconds:0.0} s to end");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task Finished_replications_of_a_run_are_kept_and_marked()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("signals are sent as Unix does");
        using var folder = new TemporaryFolder();
        var file = folder.Write("many.yaml", Shipped.ScenarioWith(
            (Shipped.Measurement, "measurement: {warmUp: 50 ms, length: 200 ms, replications: 1000, seed: 1}")));
        using var process = Hvsim.Start(environment: null, "run", file, "--format", "json", "-o", folder.PathOf("out"));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            // The first tenth is reported when 100 replications have finished.
            Assert.Contains("100 of 1000", await process.StandardError.ReadLineAsync(), StringComparison.Ordinal);
            using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(130, process.ExitCode);
            Assert.Matches(@"Stopped: \d+ of 1000 replications had finished", error);
            var text = await File.ReadAllTextAsync(folder.PathOf("out/results.json"));
            Assert.Equal(text, await output);
            Assert.Contains("\"isComplete\": false", text, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
