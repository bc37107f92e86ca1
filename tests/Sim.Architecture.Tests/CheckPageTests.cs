using System.Text.RegularExpressions;

namespace Sim.Architecture.Tests;

/// <summary>The page of CPU checks cannot rot: it names tests that exist, every section has a row, and nothing is open without a reason.</summary>
public sealed partial class CheckPageTests
{
    private const string Page = "docs/validation/cpu-checks.md";

    private static readonly string[] Sections =
    [
        .. Enumerable.Range(1, 16).Select(number => Invariant($"1.{number}")), .. Enumerable.Range(1, 9).Select(number => Invariant($"2.{number}")), "3.4", "8",
        .. Enumerable.Range(1, 4).Select(number => Invariant($"A.{number}")), .. Enumerable.Range(1, 15).Select(number => Invariant($"C.{number}")),
    ];

    [Fact]
    public void Every_test_named_on_the_page_exists()
    {
        var tests = Tests();
        var named = Named().Matches(SourceTree.Read(Page)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 50, $"only {named.Count} tests are named on {Page}");
        Offenders.AssertNone(named.Where(name => !tests.Contains(name)).Select(name => $"{Page} names {name}, which is no test"));
    }

    [Fact]
    public void Every_section_has_a_row_and_every_row_a_test_or_a_reason()
    {
        var rows = SourceTree.Read(Page).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| section |", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ")).ToList();
        Offenders.AssertNone(rows.Where(cells => cells.Length != 5).Select(cells => $"a row of {cells.Length} cells: {cells[0]} {cells[^1]}"));
        Offenders.AssertNone(Sections.Except(rows.Select(cells => cells[0])).Select(section => $"no row for {section}"));
        Offenders.AssertNone(rows.Select(cells => cells[0]).Except(Sections).Select(section => $"a row for {section}, which has no checks"));
        Offenders.AssertNone(rows.Where(cells => !IsWhole(cells)).Select(cells => $"{cells[0]}, {cells[1]}: {cells[4]}"));
    }

    /// <summary>Held: a figure and a test, and no more to say. Part: a test and what is missing. Open, elsewhere: why.</summary>
    private static bool IsWhole(string[] cells)
    {
        var hasTest = Named().IsMatch(cells[3]);
        var (status, reason) = cells[4].Split(": ", 2) is [var word, var why] ? (word, why) : (cells[4], "");
        return status switch
        {
            "held" => hasTest && cells[2] != "-" && reason.Length == 0,
            "part" => hasTest && reason.Length > 20,
            "open" or "elsewhere" => !hasTest && reason.Length > 15,
            _ => false,
        };
    }

    /// <summary>Class and method of everything marked as a test.</summary>
    private static HashSet<string> Tests()
    {
        var folder = Path.Combine(SourceTree.Root, "tests");
        return
        [
            .. Directory.EnumerateFiles(folder, "*Tests.cs", SearchOption.AllDirectories)
                .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
                .SelectMany(path => Marked().Matches(File.ReadAllText(path)).Select(match => $"{Path.GetFileNameWithoutExtension(path)}.{match.Groups[1].Value}")),
        ];
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Named();

    // The attribute, further attributes with their comments, and the method.
    [GeneratedRegex(@"\[(?:Fact|Theory)\b[^\n]*\n(?:\s*(?:\[|//)[^\n]*\n)*\s*public (?:static )?(?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex Marked();
}
