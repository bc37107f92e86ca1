using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sim.Experiments.Manifests;

/// <summary>Where and when a result was computed: facts that differ between equal results, kept out of the manifest.</summary>
/// <param name="OperatingSystem">Name and version.</param>
/// <param name="Architecture">Processor architecture.</param>
/// <param name="Processors">Logical processors.</param>
/// <param name="Runtime">.NET version.</param>
/// <param name="Threads">Replications run at one time.</param>
/// <param name="Started">When the run started, UTC.</param>
/// <param name="WallSeconds">How long it took, seconds.</param>
/// <param name="PeakMemoryBytes">The largest working set, bytes.</param>
public sealed record MachineFacts(
    string OperatingSystem,
    string Architecture,
    int Processors,
    string Runtime,
    int Threads,
    DateTimeOffset Started,
    double WallSeconds,
    long PeakMemoryBytes)
{
    /// <summary>The facts of this process.</summary>
    /// <param name="threads">Replications run at one time.</param>
    /// <param name="started">When the run started.</param>
    public static MachineFacts Of(int threads, DateTimeOffset started)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new MachineFacts(
            RuntimeInformation.OSDescription,
            RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount,
            RuntimeInformation.FrameworkDescription,
            threads,
            started.ToUniversalTime(),
            (DateTimeOffset.UtcNow - started).TotalSeconds,
            process.PeakWorkingSet64);
    }

    /// <summary>Writes <c>machine.json</c> into a run directory.</summary>
    public void Write(string directory) =>
        File.WriteAllText(Path.Combine(directory, "machine.json"), JsonSerializer.Serialize(this, ManifestJson.Options) + "\n");
}
