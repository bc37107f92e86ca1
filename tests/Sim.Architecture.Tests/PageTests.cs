namespace Sim.Architecture.Tests;

/// <summary>Every model has a page that says what it leaves out, and every decision a record that says what would change it.</summary>
public sealed class PageTests
{
    private static readonly string[] ModelHeadings = ["Models", "Leaves out", "Parameters", "Validation", "References"];
    private static readonly string[] DecisionHeadings = ["Context", "Decision", "Consequences", "What would change our mind"];

    [Fact]
    public void Model_pages_have_all_headings()
    {
        var folder = Path.Combine(SourceTree.Root, "docs", "models");
        if (!Directory.Exists(folder)) Assert.Skip("no docs/models yet");
        AssertHeadings(folder, ModelHeadings);
    }

    [Fact]
    public void Decision_records_have_all_headings_and_are_numbered_without_gaps()
    {
        var folder = Path.Combine(SourceTree.Root, "docs", "adr");
        AssertHeadings(folder, DecisionHeadings);
        var numbers = Directory.EnumerateFiles(folder, "*.md").Select(path => Path.GetFileName(path)[..4]).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(Enumerable.Range(1, numbers.Length).Select(number => number.ToString("0000", System.Globalization.CultureInfo.InvariantCulture)), numbers);
    }

    private static void AssertHeadings(string folder, string[] wanted)
    {
        var pages = Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(pages);
        var missing = pages.SelectMany(page =>
        {
            var headings = File.ReadLines(page)
                .Where(line => line.StartsWith("## ", StringComparison.Ordinal))
                .Select(line => line[3..].Trim())
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            return wanted.Where(heading => !headings.Contains(heading)).Select(heading => $"{Path.GetFileName(page)}: no '## {heading}'");
        });
        Offenders.AssertNone(missing);
    }
}
