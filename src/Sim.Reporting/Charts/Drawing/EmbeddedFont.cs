using System.Reflection;
using SkiaSharp;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>DejaVu Sans from inside the assembly, so that pictures have text on a machine without fonts and look the same everywhere.</summary>
/// <remarks>Licence: Fonts/LICENSE-DejaVu.txt. Covers Latin, Greek, Cyrillic, mathematics; other scripts show as boxes in PNG
/// while SVG falls back to the reader's own fonts.</remarks>
internal static class EmbeddedFont
{
    /// <summary>The family list written into SVG; widths are always measured with DejaVu Sans, the widest of them but for Verdana.</summary>
    public const string Family = "DejaVu Sans, Verdana, Arial, sans-serif";

    public const double BoldWeight = 700;
    public const double RegularWeight = 400;

    private static readonly Lazy<SKTypeface> Regular = new(() => Load("DejaVuSans.ttf"));
    private static readonly Lazy<SKTypeface> Bold = new(() => Load("DejaVuSans-Bold.ttf"));

    public static SKTypeface OfWeight(double weight) => weight >= 600 ? Bold.Value : Regular.Value;

    private static SKTypeface Load(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"Font {resource} is missing from the assembly.");
        using var font = SKData.Create(stream);
        return SKTypeface.FromData(font)
            ?? throw new InvalidOperationException($"Font {resource} in the assembly cannot be read.");
    }
}
