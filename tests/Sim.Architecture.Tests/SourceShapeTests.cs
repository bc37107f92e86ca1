using System.Text.RegularExpressions;

namespace Sim.Architecture.Tests;

/// <summary>Files one can read in one sitting, where one looks for them.</summary>
public sealed partial class SourceShapeTests
{
    private const int MostLines = 500;

    [Fact]
    public void No_source_file_is_longer_than_five_hundred_lines()
    {
        Assert.NotEmpty(SourceTree.Sources);
        Offenders.AssertNone(SourceTree.Sources
            .Select(path => (path, lines: SourceTree.Read(path).Count(character => character == '\n')))
            .Where(file => file.lines > MostLines));
    }

    [Fact]
    public void The_folder_is_the_namespace() => Offenders.AssertNone(SourceTree.Sources.Where(path =>
        NamespaceLine().Match(SourceTree.Read(path)) is { Success: true } match
        && match.Groups["name"].Value != Path.GetDirectoryName(path["src/".Length..])!.Replace('\\', '/').Replace('/', '.')));

    [Fact]
    public void A_file_holds_one_public_type() => Offenders.AssertNone(SourceTree.Sources
        .Select(path => (path, types: PublicType().Count(SourceTree.Read(path))))
        .Where(file => file.types > 1));

    [Fact]
    public void No_source_names_a_place_on_somebodys_machine() => Offenders.AssertNone(SourceTree.Sources.Where(path => MachinePath().IsMatch(SourceTree.Read(path))));

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^public (static |sealed |abstract |readonly |partial |ref |record )*(class|struct|interface|enum|record|delegate) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"""/(home|root|work|tmp|Users)/", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex MachinePath();
}
