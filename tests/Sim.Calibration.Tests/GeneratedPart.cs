using System.Globalization;
using System.Text.RegularExpressions;
using Sim.Testing;

namespace Sim.Calibration.Tests;

/// <summary>A part of a page below docs/validation that a test writes with HVSIM_REWRITE_PAGES=1 and compares otherwise.</summary>
internal static partial class GeneratedPart
{
    /// <summary>Compares or rewrites; names must agree, and numbers but for what is allowed.</summary>
    /// <param name="document">Name of the page, without its ending.</param>
    /// <param name="name">Name of the part.</param>
    /// <param name="wanted">What the code says.</param>
    /// <param name="tolerance">Allowed share of a published number.</param>
    /// <param name="points">Allowed beyond that, in the number's own unit.</param>
    public static void Check(string document, string name, string wanted, double tolerance = 0, double points = 0)
    {
        var path = Path.Combine(Repository.Root, "docs", "validation", document + ".md");
        var page = File.ReadAllText(path);
        var opening = $"<!-- generated: {name} -->\n";
        var start = page.IndexOf(opening, StringComparison.Ordinal) + opening.Length;
        var end = page.IndexOf("<!-- end -->", start, StringComparison.Ordinal);
        Assert.True(start >= opening.Length && end >= start, $"the page has no part {name}");
        if (Environment.GetEnvironmentVariable("HVSIM_REWRITE_PAGES") == "1")
        {
            File.WriteAllText(path, page[..start] + wanted + page[end..]);
            return;
        }

        var published = page[start..end];
        Assert.Equal(Number().Replace(published, "#"), Number().Replace(wanted, "#"));
        foreach (var (now, then) in Numbers(wanted).Zip(Numbers(published)))
            Assert.InRange(now, then - points - (tolerance * Math.Abs(then)), then + points + (tolerance * Math.Abs(then)));
    }

    private static IEnumerable<double> Numbers(string text) => Number().Matches(text).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<![\w-])[+-]?\d+(\.\d+)?(?![\w-])")]
    private static partial Regex Number();
}
