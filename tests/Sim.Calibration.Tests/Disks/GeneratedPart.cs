using System.Text.RegularExpressions;
using Sim.Testing;

namespace Sim.Calibration.Tests.Disks;

/// <summary>A part of docs/validation/storage.md that a test writes with HVSIM_REWRITE_PAGES=1 and compares otherwise.</summary>
internal static partial class GeneratedPart
{
    // Another processor rounds differently in the last bit, and a search over simulated cases then ends elsewhere: names must agree, numbers by their size.
    private const double Tolerance = 0.25;
    private const double Points = 10;

    public static void Check(string name, string wanted)
    {
        var path = Path.Combine(Repository.Root, "docs", "validation", "storage.md");
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
        foreach (var (now, then) in Number().Matches(wanted).Zip(Number().Matches(published), (now, then) => (double.Parse(now.Value, System.Globalization.CultureInfo.InvariantCulture), double.Parse(then.Value, System.Globalization.CultureInfo.InvariantCulture))))
            Assert.InRange(now, then - Points - (Tolerance * Math.Abs(then)), then + Points + (Tolerance * Math.Abs(then)));
    }

    [GeneratedRegex(@"(?<![\w-])[+-]?\d+(\.\d+)?(?![\w-])")]
    private static partial Regex Number();
}
