using OxyPlot;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Fill and hatch of a cost line. Eight colours and seven hatches share no factor, so 56 lines differ.</summary>
internal sealed record CostStyle(OxyColor Fill, Hatch Hatch, OxyColor HatchLine)
{
    // Okabe-Ito with lightness alternating between dark and light, so that neighbours in a stack differ in grey.
    private static readonly ImmutableArray<OxyColor> Fills =
    [
        OxyColor.FromRgb(0x00, 0x72, 0xB2),
        OxyColor.FromRgb(0xF0, 0xE4, 0x42),
        OxyColor.FromRgb(0x00, 0x9E, 0x73),
        OxyColor.FromRgb(0xC8, 0xE4, 0xF6),
        OxyColor.FromRgb(0xD5, 0x5E, 0x00),
        OxyColor.FromRgb(0xF2, 0xD9, 0xE6),
        OxyColor.FromRgb(0x59, 0x59, 0x59),
        OxyColor.FromRgb(0xE6, 0x9F, 0x00),
    ];

    private static readonly ImmutableArray<Hatch> Hatches =
        [Hatch.None, Hatch.Rising, Hatch.Level, Hatch.Falling, Hatch.Dotted, Hatch.Crossed, Hatch.Upright];

    public static CostStyle Of(int index)
    {
        var fill = Fills[index % Fills.Length];
        var isDark = 0.2126 * fill.R + 0.7152 * fill.G + 0.0722 * fill.B < 128;
        return new CostStyle(fill, Hatches[index % Hatches.Length], isDark ? OxyColor.FromRgb(0xE8, 0xE8, 0xE8) : OxyColor.FromRgb(0x70, 0x70, 0x70));
    }
}
