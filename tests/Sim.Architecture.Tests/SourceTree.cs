namespace Sim.Architecture.Tests;

/// <summary>The source tree these tests were built from.</summary>
internal static class SourceTree
{
    public static string Root => Sim.Testing.Repository.Root;

    /// <summary>Every hand-written source file under <c>src</c>, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Sources { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));
}
