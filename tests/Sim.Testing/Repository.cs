namespace Sim.Testing;

/// <summary>The source tree that tests were built from, and the other people's samples that may lie beside it.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Sim.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of the repository.</summary>
    /// <param name="relative">Path from the root, with forward slashes.</param>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>A file or folder that belongs to others and is never committed; null where it is absent, so that the test can skip.</summary>
    /// <param name="relative">Path under the shared data folder beside the repository.</param>
    public static string? Shared(string relative)
    {
        var path = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", relative));
        return Path.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sim.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("tests must run from a build inside the repository");
    }
}
