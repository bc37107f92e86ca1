using OxyPlot;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Name, fill and hatch of a <see cref="TimelineTone"/>: tones that stand side by side differ in lightness or hatch, so that grey is enough.</summary>
internal sealed record ToneStyle(string Name, OxyColor Fill, Hatch Hatch, OxyColor HatchLine)
{
    // Okabe-Ito. Work is dark and plain, waiting is light and hatched.
    private static readonly ImmutableArray<ToneStyle> Styles =
    [
        Light("nothing", 0xFF, 0xFF, 0xFF, Hatch.None),
        Light("stage", 0xFF, 0xFF, 0xFF, Hatch.None),
        Dark("vCPU at work", 0x00, 0x72, 0xB2, Hatch.None),
        Dark("host thread at work", 0x00, 0x72, 0xB2, Hatch.Upright),
        Dark("switching, exits", 0x1A, 0x1A, 0x1A, Hatch.None),
        Dark("spinning", 0xB0, 0x3A, 0x2E, Hatch.Crossed),
        Light("polling", 0xC8, 0xE4, 0xF6, Hatch.Dotted),
        Light("ready, no pCPU", 0xF2, 0x9B, 0x6B, Hatch.Rising),
        Light("throttled", 0xCC, 0x79, 0xA7, Hatch.Crossed),
        Light("co-stopped", 0xF0, 0xE4, 0x42, Hatch.Crossed),
        Light("behind other work", 0xF2, 0xC9, 0xDF, Hatch.Falling),
        Light("interrupt", 0xE6, 0x9F, 0x00, Hatch.Dotted),
        Light("device queue", 0x66, 0xC2, 0xA5, Hatch.Falling),
        Dark("device at work", 0x00, 0x9E, 0x73, Hatch.None),
        Light("network", 0xE8, 0xE8, 0xE8, Hatch.Level),
        Light("others on the pCPU", 0xBD, 0xBD, 0xBD, Hatch.None),
    ];

    public bool IsDark => 0.2126 * Fill.R + 0.7152 * Fill.G + 0.0722 * Fill.B < 128;

    public static ToneStyle Of(TimelineTone tone) => Styles[(int)tone];

    private static ToneStyle Dark(string name, byte r, byte g, byte b, Hatch hatch) =>
        new(name, OxyColor.FromRgb(r, g, b), hatch, OxyColor.FromRgb(0xFF, 0xFF, 0xFF));

    private static ToneStyle Light(string name, byte r, byte g, byte b, Hatch hatch) =>
        new(name, OxyColor.FromRgb(r, g, b), hatch, OxyColor.FromRgb(0x59, 0x59, 0x59));
}
