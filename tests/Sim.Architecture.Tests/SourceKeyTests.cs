using System.Text.RegularExpressions;

namespace Sim.Architecture.Tests;

/// <summary>Whoever reads a source like "cpu-and-memory 1.12" finds it explained in docs/sources.md, with the public works behind it.</summary>
public sealed partial class SourceKeyTests
{
    private const string Page = "docs/sources.md";

    private static readonly string[] Texts =
    [
        .. Files("src", "*.cs").Concat(Files("tests", "*.cs")).Concat(Files("docs", "*.md")).Concat(Files("scenarios", "*.yaml"))
            .Where(path => path != Page && Path.GetFileNameWithoutExtension(path) is not (nameof(SourceKeyTests) or nameof(SourceKeys))),
    ];

    [Fact]
    public void Every_key_cited_is_on_the_page_and_every_entry_is_cited()
    {
        var entries = SourceKeys.EntriesOf(SourceTree.Read(Page));
        var cited = Texts.SelectMany(path => SourceKeys.CitedIn(SourceTree.Read(path)).Select(key => (key, path))).ToList();
        Assert.True(cited.Count > 300, $"only {cited.Count} citations were found");
        Offenders.AssertNone(cited.Where(found => !entries.Contains(found.key)).Select(found => $"{found.path} cites {found.key}, which {Page} does not explain").Distinct());
        Offenders.AssertNone(entries.Except(cited.Select(found => found.key)).Select(key => $"{Page} explains {key}, which nobody cites"));
        Offenders.AssertNone(entries.GroupBy(key => key).Where(group => group.Count() > 1).Select(group => $"{Page} explains {group.Key} twice"));
    }

    [Fact]
    public void Keys_are_spelt_in_one_way() => Offenders.AssertNone(Texts.SelectMany(path => SourceKeys.MisspeltIn(SourceTree.Read(path)).Select(piece => $"{path}: {piece}")));

    [Fact]
    public void Every_entry_says_what_it_covers_what_it_rests_on_and_how_sure_that_is() =>
        Offenders.AssertNone(SourceKeys.IncompleteOf(SourceTree.Read(Page)).Select(key => $"{Page}: {key} lacks a part"));

    [Fact]
    public void Links_lead_somewhere()
    {
        var page = SourceTree.Read(Page);
        var defined = Definition().Matches(page).Select(match => match.Groups["label"].Value).ToList();
        var used = LabelledLink().Matches(page).Select(match => match.Groups["label"].Value).ToHashSet(StringComparer.Ordinal);
        Offenders.AssertNone(used.Except(defined).Select(label => $"{Page}: no address for [{label}]"));
        Offenders.AssertNone(defined.Where(label => !used.Contains(label)).Select(label => $"{Page}: nobody uses [{label}]"));
        Assert.Equal(defined.Order(StringComparer.Ordinal).Distinct(), defined);

        var anchors = SourceKeys.EntriesOf(page).Select(SourceKeys.AnchorOf).ToHashSet(StringComparer.Ordinal);
        var links = Files("docs", "*.md").SelectMany(path => AnchorLink().Matches(SourceTree.Read(path)).Where(match => match.Groups["page"].Success || path == Page)
            .Select(match => (path, anchor: match.Groups["anchor"].Value))).ToList();
        Assert.True(links.Count > 10, $"only {links.Count} links into {Page} were found");
        Offenders.AssertNone(links.Where(link => !anchors.Contains(link.anchor)).Select(link => $"{link.path} links to {Page}#{link.anchor}"));
    }

    [Fact]
    public void Every_page_of_a_model_leads_to_the_page_of_sources() => Offenders.AssertNone(Files("docs/models", "*.md")
        .Where(path => !SourceTree.Read(path).Contains("](../sources.md)", StringComparison.Ordinal)).Select(path => $"{path} does not link to ../sources.md"));

    [Theory]
    [InlineData("Source: cpu-and-memory 1.12, 1.14; Linux 6.8.", new[] { "cpu-and-memory 1.12", "cpu-and-memory 1.14" })]
    [InlineData("cpu-and-memory 1.3, 1.5-1.7, A.1 and B.", new[] { "cpu-and-memory 1.3", "cpu-and-memory 1.5", "cpu-and-memory 1.6", "cpu-and-memory 1.7", "cpu-and-memory A.1", "cpu-and-memory B" })]
    [InlineData("cpu-and-memory 2.1 to 2.3: three", new[] { "cpu-and-memory 2.1", "cpu-and-memory 2.2", "cpu-and-memory 2.3" })]
    [InlineData("by network-and-storage\n    /// 8A: 1.5 us; network-and-storage 6, 9 (S2)", new[] { "network-and-storage 8A", "network-and-storage 6", "network-and-storage 9" })]
    [InlineData("cpu-and-memory 1.13: 1200-2000 with mitigations, 3.5 without", new[] { "cpu-and-memory 1.13" })]
    [InlineData("[cpu-and-memory 3.4](../sources.md#cpu-and-memory-34) (a)", new[] { "cpu-and-memory 3.4" })]
    [InlineData("a made-up cpu-and-memory 99.9", new[] { "cpu-and-memory 99.9" })]
    [InlineData("from one chapter into another: cpu-and-memory 1.9-2.1", new[] { "cpu-and-memory 1.9", "cpu-and-memory 1.9-2.1", "cpu-and-memory 2.1" })]
    public void Citations_are_read(string text, string[] keys) => Assert.Equal(keys, SourceKeys.CitedIn(text));

    [Fact]
    public void A_made_up_key_is_not_on_the_page() => Assert.DoesNotContain("cpu-and-memory 99.9", SourceKeys.EntriesOf(SourceTree.Read(Page)));

    [Theory]
    [InlineData("cpu-and-memory reference 1.2", true)]
    [InlineData("cpu-and-memory\n/// reference 1.2", true)]
    [InlineData("network-and-storage section 8", true)]
    [InlineData("Reference 2.5: 800 ms", true)]
    [InlineData("as in reference 8A", true)]
    [InlineData("Appendix C check 6", true)]
    [InlineData("[1.4](../sources.md#trace-formats-14)", false)]
    [InlineData("trace-formats 1.4; a reference of 8 bytes", false)]
    public void Other_spellings_are_found(string text, bool isMisspelt) => Assert.Equal(isMisspelt, SourceKeys.MisspeltIn(text).Any());

    [Fact]
    public void Entries_that_lack_a_part_are_found()
    {
        // The second one does not say how sure it is, though the next one does.
        const string Text = "### a 1\n\n- Covers: x\n- Works: y\n  z\n- How sure: P\n\n### a 2\n\n- Covers: x\n- Works: y\n\n## b\n\n### a 3\n\n- Covers: x\n- Works: y\n- How sure: G\n";
        Assert.Equal(["a 1", "a 2", "a 3"], SourceKeys.EntriesOf(Text));
        Assert.Equal(["a 2"], SourceKeys.IncompleteOf(Text));
    }

    private static IEnumerable<string> Files(string folder, string pattern) => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), pattern, SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(SourceTree.Root, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\[(?<label>[a-z0-9-]+)\]: https?://\S+$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Definition();

    [GeneratedRegex(@"\]\[(?<label>[^\]]+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex LabelledLink();

    [GeneratedRegex(@"\]\((?<page>(\.\./)*(docs/)?sources\.md)?#(?<anchor>[^)]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex AnchorLink();
}
