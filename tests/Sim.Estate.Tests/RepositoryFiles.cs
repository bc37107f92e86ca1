namespace Sim.Estate.Tests;

/// <summary>Finds the repository, and the other people's samples that may lie beside it.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>A sample that is never committed; the test is skipped where it is absent.</summary>
    public static string Shared(string relative)
    {
        var path = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", relative));
        if (!File.Exists(path)) Assert.Skip($"sample {relative} is not there (looked for ../shared/data beside the repository)");
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Sim.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
