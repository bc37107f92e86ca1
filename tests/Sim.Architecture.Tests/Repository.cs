namespace Sim.Architecture.Tests;

/// <summary>The source tree these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every hand-written source file under <c>src</c>, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Sources { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Sim.slnx"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("these tests must run from a build inside the repository");
    }
}
