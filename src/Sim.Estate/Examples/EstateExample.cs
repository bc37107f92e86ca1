using Sim.Estate.RvTools;

namespace Sim.Estate.Examples;

/// <summary>Rewrites the estate that is shipped with the scenarios.</summary>
public static class EstateExample
{
    /// <summary>Where it lives, from the root of the repository.</summary>
    public const string RelativePath = "scenarios/consolidation/estate-200.xlsx";

    /// <summary>Writes it again; the same bytes as long as the generator and the runtime's compression stay the same.</summary>
    /// <param name="repositoryRoot">The directory that holds <c>scenarios</c>.</param>
    /// <returns>The file written.</returns>
    public static string Regenerate(string repositoryRoot)
    {
        var path = Path.Combine(repositoryRoot, RelativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        RvToolsWriter.Write(EstateGenerator.Generate(), path);
        return path;
    }
}
