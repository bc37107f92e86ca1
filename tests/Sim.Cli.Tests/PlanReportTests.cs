using SkiaSharp;

namespace Sim.Cli.Tests;

/// <summary>The report of a plan, on a machine that has no fonts and no home.</summary>
public sealed class PlanReportTests
{
    [Fact]
    public async Task Charts_have_text_without_fonts_and_the_page_is_whole()
    {
        using var folder = new TemporaryFolder();
        var plan = folder.Write("plan.yaml", Shipped.ShortPlan());
        var bare = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["FONTCONFIG_FILE"] = "/dev/null", ["HOME"] = Directory.CreateDirectory(folder.PathOf("home")).FullName, ["XDG_DATA_HOME"] = folder.PathOf("home"),
        };
        (await Hvsim.RunAsync(bare, "plan", plan, "-o", folder.PathOf("bare"))).Ended(0);
        (await Hvsim.RunAsync("plan", plan, "-o", folder.PathOf("usual"))).Ended(0);

        var charts = Directory.GetFiles(folder.PathOf("bare/charts"), "*.png");
        Assert.Equal(["headroom.png", "latency-density.png", "ready-density.png", "tco.png"], charts.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        foreach (var chart in charts)
        {
            // The embedded font draws the same picture everywhere, and its title is ink in the top strip.
            Assert.Equal(await File.ReadAllBytesAsync(chart.Replace("/bare/", "/usual/", StringComparison.Ordinal)), await File.ReadAllBytesAsync(chart));
            Assert.True(DarkPixelsInTitle(chart) > 200, $"{Path.GetFileName(chart)} has no title");
        }

        var page = await File.ReadAllTextAsync(folder.PathOf("bare/report.html"));
        foreach (var section in (string[])["How many VMs a host carries", "Capacity and headroom", "Cost", "What would change the answer", "What the VMs ask for", "Data quality", "Parameters nobody has established"])
            Assert.Contains($">{section}</h2>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("PointInTime", page, StringComparison.Ordinal);
        // Only files beside the page: it opens on a machine without network.
        Assert.DoesNotMatch("(src|href)=\"https?://", page);
    }

    /// <summary>Near-black pixels in the strip where the title stands; lines and legends lie below it.</summary>
    private static int DarkPixelsInTitle(string path)
    {
        using var bitmap = SKBitmap.Decode(path);
        var dark = 0;
        for (var y = 0; y < bitmap.Height / 10; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var pixel = bitmap.GetPixel(x, y);
                if (pixel.Red + pixel.Green + pixel.Blue < 200) dark++;
            }
        }

        return dark;
    }
}
