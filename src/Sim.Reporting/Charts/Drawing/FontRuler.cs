using OxyPlot;
using SkiaSharp;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Measures text in the embedded font, for SVG and PNG alike.</summary>
internal sealed class FontRuler : IDisposable
{
    public SKPaint Paint { get; } = new()
    {
        IsAntialias = true,
        SubpixelText = true,
        IsLinearText = true,
        HintingLevel = SKPaintHinting.NoHinting,
    };

    /// <summary>Width and height of one line; the paint is left set to this size and weight.</summary>
    public OxySize Measure(string text, double size, double weight)
    {
        if (string.IsNullOrEmpty(text))
            return OxySize.Empty;

        Paint.Typeface = EmbeddedFont.OfWeight(weight);
        Paint.TextSize = (float)size;
        Paint.GetFontMetrics(out var metrics);
        return new OxySize(Paint.MeasureText(text), metrics.Descent - metrics.Ascent);
    }

    /// <summary>How far the baseline lies below the anchor point.</summary>
    public double Baseline(double size, double weight, VerticalAlignment alignment)
    {
        Paint.Typeface = EmbeddedFont.OfWeight(weight);
        Paint.TextSize = (float)size;
        Paint.GetFontMetrics(out var metrics);
        return alignment switch
        {
            VerticalAlignment.Top => -metrics.Ascent,
            VerticalAlignment.Bottom => -metrics.Descent,
            _ => -(metrics.Ascent + metrics.Descent) / 2,
        };
    }

    public void Dispose() => Paint.Dispose();
}
