using System.Diagnostics;
using System.Text;

namespace Sim.Cli.Tests;

/// <summary>The command as a user starts it: a process of its own, from the repository root, with both streams in pipes.</summary>
internal static class Hvsim
{
    /// <summary>Longer than any example takes on a busy machine; a hang fails instead of blocking the suite.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static Task<HvsimRun> RunAsync(params string[] args) => RunAsync(environment: null, args);

    public static async Task<HvsimRun> RunAsync(IReadOnlyDictionary<string, string>? environment, params string[] args)
    {
        using var process = Start(environment, args);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new HvsimRun("hvsim " + string.Join(' ', args), process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>Runs a whole command line that starts with <c>hvsim</c>; no word of it may hold a space.</summary>
    public static Task<HvsimRun> LineAsync(string line) => RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);

    public static Process Start(IReadOnlyDictionary<string, string>? environment, params string[] args)
    {
        // A shell without job control starts what it puts into the background with SIGINT ignored, and everything below inherits that: tests of Ctrl-C would wait for ever.
        var isLinux = OperatingSystem.IsLinux();
        var start = new ProcessStartInfo(isLinux ? "env" : "dotnet")
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (isLinux)
        {
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add("dotnet");
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "hvsim.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }
}
