using System.Text.RegularExpressions;

namespace Sim.Architecture.Tests;

/// <summary>What pages name exists: tests that keep promises, files, and pages that are linked.</summary>
public sealed partial class ReferenceTests
{
    private static readonly IReadOnlyList<string> Pages =
    [
        .. new[] { "docs", "src" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), "*.md", SearchOption.AllDirectories))
            .Append(Path.Combine(SourceTree.Root, "README.md"))
            .Select(path => Path.GetRelativePath(SourceTree.Root, path).Replace('\\', '/'))
            .Where(IsWritten)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Test classes by the name of their file, and test projects by the name of their folder.</summary>
    private static readonly HashSet<string> Tests =
    [
        .. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)),
        .. Directory.EnumerateDirectories(Path.Combine(SourceTree.Root, "tests")).Select(path => Path.GetFileName(path)),
    ];

    [Fact]
    public void Every_promise_of_the_engine_names_a_test()
    {
        var rows = File.ReadLines(Path.Combine(SourceTree.Root, "docs", "engine.md"))
            .SkipWhile(line => line != "| promise | test |")
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .ToArray();
        Assert.True(rows.Length > 10, "docs/engine.md has lost its table of promises");
        Offenders.AssertNone(rows.Where(row => !TestName().IsMatch(row)));
    }

    [Fact]
    public void Tests_that_pages_name_exist() => Offenders.AssertNone(Found(TestName()).Where(found => !Tests.Contains(found.Name)));

    [Fact]
    public void Files_that_pages_name_exist() => Offenders.AssertNone(Found(RepositoryPath())
        .Where(found => !Exists(found.Name) && !Exists(found.Name + ".cs")));

    [Fact]
    public void Pages_that_are_linked_exist() => Offenders.AssertNone(Found(Link())
        .Where(found => !Exists($"{Path.GetDirectoryName(found.Page)}/{found.Name}")));

    private static IEnumerable<(string Page, string Name)> Found(Regex pattern)
    {
        var found = Pages.SelectMany(page => pattern.Matches(SourceTree.Read(page)).Select(match => (page, match.Groups["name"].Value))).ToArray();
        Assert.NotEmpty(found);
        return found;
    }

    private static bool Exists(string relative) => Path.Exists(Path.Combine(SourceTree.Root, relative.TrimStart('/')));

    private static bool IsWritten(string path) =>
        !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal);

    [GeneratedRegex(@"`(?<name>[\w.]+Tests)(\.\w+)?`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex TestName();

    [GeneratedRegex(@"`(?<name>(src|tests|docs|scenarios)/[\w./-]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"\]\((?<name>[^)#:\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Link();
}
