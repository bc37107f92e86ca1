using System.Globalization;
using System.Text.RegularExpressions;

namespace Sim.Architecture.Tests;

/// <summary>Keys of sources as they are cited, and the page that explains them.</summary>
/// <remarks>A citation is a topic and sections of it: "cpu-and-memory 1.12", "cpu-and-memory 1.12, 1.14", "cpu-and-memory 1.5-1.8 and A.1". It may go on in the next line of a comment.</remarks>
internal static partial class SourceKeys
{
    private const string Topic = "(?<topic>cpu-and-memory|network-and-storage|planning-and-tco|trace-formats|article-claims)";
    private const string Section = @"(?:[0-9]{1,2}\.[0-9]{1,2}|[A-C]\.[0-9]{1,2}|[0-9]{1,2}[AB]?|[A-C])(?!\w|\.[0-9])";

    /// <summary>Keys that a text cites, ranges written out.</summary>
    public static IEnumerable<string> CitedIn(string text) =>
        Citation().Matches(Flat(text)).SelectMany(match => SectionsOf(match.Groups["sections"].Value).Select(section => match.Groups["topic"].Value + " " + section));

    /// <summary>Pieces of a text that mean a key but do not have the form of one.</summary>
    public static IEnumerable<string> MisspeltIn(string text) => Misspelt().Matches(Flat(text)).Select(match => match.Value);

    /// <summary>Keys that a page explains.</summary>
    public static IReadOnlyList<string> EntriesOf(string page) => [.. Entry().Matches(page).Select(match => match.Groups["key"].Value)];

    /// <summary>Entries of a page that do not say what they cover, what they rest on and how sure that is.</summary>
    public static IEnumerable<string> IncompleteOf(string page)
    {
        var entries = Entry().Matches(page);
        for (var i = 0; i < entries.Count; i++)
        {
            var start = entries[i].Index + entries[i].Length;
            var next = page.IndexOf("\n#", start, StringComparison.Ordinal);
            var body = next < 0 ? page[start..] : page[start..next];
            if (!Parts().IsMatch(body)) yield return entries[i].Groups["key"].Value;
        }
    }

    /// <summary>The place of an entry on its page, as web pages of Markdown name it: "cpu-and-memory 1.12" is at "cpu-and-memory-112".</summary>
    public static string AnchorOf(string key) => key.ToLowerInvariant().Replace(".", "", StringComparison.Ordinal).Replace(' ', '-');

    private static string Flat(string text) => LineBreak().Replace(text, " ");

    private static IEnumerable<string> SectionsOf(string list)
    {
        var before = "";
        foreach (Match match in ListItem().Matches(list))
        {
            var section = match.Groups["section"].Value;
            if (match.Groups["range"].Success)
            {
                foreach (var between in Between(before, section)) yield return between;
            }

            yield return section;
            before = section;
        }
    }

    // 1.5 to 1.8 leaves 1.6 and 1.7; a range from one chapter into another has no meaning and shows as a section that no page has.
    private static IEnumerable<string> Between(string first, string last)
    {
        var (from, to) = (first.Split('.'), last.Split('.'));
        if (from.Length != 2 || to.Length != 2 || from[0] != to[0]) return [first + "-" + last];
        var (low, high) = (int.Parse(from[1], CultureInfo.InvariantCulture), int.Parse(to[1], CultureInfo.InvariantCulture));
        return low < high ? Enumerable.Range(low + 1, high - low - 1).Select(number => string.Create(CultureInfo.InvariantCulture, $"{from[0]}.{number}")) : [first + "-" + last];
    }

    [GeneratedRegex(Topic + " (?<sections>" + Section + "(?:(?:, | and | or | to |-)" + Section + ")*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Citation();

    // A topic without a section (anchors of links apart), or a section of some nameless "reference".
    [GeneratedRegex("(?<!#)" + Topic + "(?! " + Section + @")[^\n]{0,20}|\b[Rr]eferences?,? (?:section )?(?:[0-9]{1,2}\.[0-9]|8[AB]\b|[A-C]\.[0-9])[^\n]{0,10}|\bAppendix [A-C]\b[^\n]{0,10}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Misspelt();

    [GeneratedRegex("(?<range> to |-)?(?:, | and | or )?(?<section>" + Section + ")", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex ListItem();

    [GeneratedRegex(@"^### (?<key>\S+ \S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\s*- Covers: \S.*^- Works: \S.*^- How sure: \S", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Parts();

    [GeneratedRegex(@"\s*\n\s*(?:///? ?)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex LineBreak();
}
