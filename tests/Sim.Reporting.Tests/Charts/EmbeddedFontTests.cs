using Sim.Reporting.Charts;
using Sim.Reporting.Charts.Drawing;
using SkiaSharp;

namespace Sim.Reporting.Tests.Charts;

public sealed class EmbeddedFontTests
{
    [Fact]
    public void Typefaces_come_from_the_assembly()
    {
        Assert.Equal("DejaVu Sans", EmbeddedFont.OfWeight(400).FamilyName);
        Assert.True(EmbeddedFont.OfWeight(700).IsBold);
        foreach (var rune in "Aé–…µ≤%\u202F".EnumerateRunes())
            Assert.True(EmbeddedFont.OfWeight(400).ContainsGlyph(rune.Value), $"no glyph for U+{rune.Value:X4}");
    }

    [Fact]
    public void Title_is_glyphs_not_boxes()
    {
        var il = Ink("iiiiiiii");
        var wide = Ink("MMMMMMMM");
        Assert.InRange(il.Pixels, 100, 5000);   // eight strokes and dots, not an empty or a full rectangle
        // Boxes for missing glyphs would be equally wide: i is 0.34 em and M 1.0 em wide in DejaVu Sans Bold (0.343 and 0.995).
        Assert.InRange(wide.Right / (double)il.Right, 2, 4);
    }

    [Fact]
    public void Width_is_that_of_the_font()
    {
        using var ruler = new FontRuler();
        // DejaVu Sans advances, in 1/2048 em: 'A' 1401, digits 1303 each.
        Assert.Equal(100 * 1401 / 2048.0, ruler.Measure("A", 100, 400).Width, 1);
        Assert.Equal(3 * 100 * 1303 / 2048.0, ruler.Measure("042", 100, 400).Width, 1);
    }

    private static (int Pixels, int Right) Ink(string title)
    {
        var png = (ChartTests.Line(1, 2) with { Finding = title }).Render().Png;
        using var bitmap = SKBitmap.Decode(png.AsSpan());
        Assert.Equal(1200, bitmap.Width);
        var (pixels, right) = (0, 0);
        for (var y = 14; y < 48; y++)
        {
            for (var x = 24; x < 800; x++)
            {
                if (bitmap.GetPixel(x, y).Red >= 128)
                    continue;
                pixels++;
                right = Math.Max(right, x - 24);
            }
        }

        return (pixels, right);
    }
}
