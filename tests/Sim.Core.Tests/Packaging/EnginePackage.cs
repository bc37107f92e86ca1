using Sim.Core.Events;
using Sim.Core.Tests.Processes;
using Sim.Testing;

namespace Sim.Core.Tests.Packaging;

/// <summary>The engine's package, made once from the build under test, in a folder that serves as the only feed.</summary>
public sealed class EnginePackage : IDisposable
{
    public EnginePackage()
    {
        Feed = Directory.CreateTempSubdirectory("hvsim-package-").FullName;
        var configuration = typeof(EventCalendar).Assembly.IsOptimised() ? "Release" : "Debug";
        PackOutput = DotNet.Run(Repository.Root, "pack", "src/Sim.Core", "--no-build", "-c", configuration, "-o", Feed);
        File = Directory.EnumerateFiles(Feed, "*.nupkg").Single();
    }

    public string Feed { get; }

    public string File { get; }

    public string PackOutput { get; }

    public void Dispose() => Directory.Delete(Feed, recursive: true);
}
