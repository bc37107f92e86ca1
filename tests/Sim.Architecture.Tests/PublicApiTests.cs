using PublicApiGenerator;
using Sim.Core.Events;

namespace Sim.Architecture.Tests;

/// <summary>What users of the engine's package can see, as a file, so that every change of it is read in review.</summary>
/// <remarks>Rewrite with: HVSIM_REWRITE_API=1 dotnet run -c Release --project tests/Sim.Architecture.Tests -- --filter-class "*PublicApiTests"</remarks>
public sealed class PublicApiTests
{
    private const string Stored = "tests/Sim.Architecture.Tests/Sim.Core.api.txt";

    private const string Rewrite =
        "HVSIM_REWRITE_API=1 dotnet run -c Release --project tests/Sim.Architecture.Tests -- --filter-class \"*PublicApiTests\"";

    [Fact]
    public void The_engine_shows_what_the_stored_file_says()
    {
        var shown = typeof(EventCalendar).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .ReplaceLineEndings("\n").TrimEnd() + "\n";
        var path = Path.Combine(SourceTree.Root, Stored);
        if (Environment.GetEnvironmentVariable("HVSIM_REWRITE_API") == "1") File.WriteAllText(path, shown);
        Assert.True(File.Exists(path), $"{Stored} is absent; write it with {Rewrite}");
        var difference = LineDifference.Between(File.ReadAllText(path).ReplaceLineEndings("\n"), shown);
        Assert.True(difference is null, $"the public API of Sim.Core is not what {Stored} says:\n{difference}\nif that is meant: {Rewrite}");
    }
}
