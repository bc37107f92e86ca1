using System.Diagnostics;

namespace Sim.Core.Tests.Packaging;

/// <summary>The SDK's command line, as a user of the package has it.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command to its end and returns what it wrote; fails with all of it when the command fails.</summary>
    public static string Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A test run under MSBuild hands its own settings down; a user's shell has none, and no build server may outlive the test.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet {string.Join(' ', arguments)} took longer than {Longest.TotalMinutes} minutes");
        }

        var text = output.GetAwaiter().GetResult();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}\n{text}{error.GetAwaiter().GetResult()}");
        return text;
    }
}
