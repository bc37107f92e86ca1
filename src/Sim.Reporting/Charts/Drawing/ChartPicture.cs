using System.Security;
using OxyPlot;
using SkiaSharp;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Puts heading, legend, plot and source line on one page and draws it as SVG and as PNG.</summary>
internal sealed class ChartPicture(Chart chart, string? subtitle, IPlot plot)
{
    public const int Width = 1200;
    public const int Height = 675;

    private const double Margin = 24;
    private const double SampleWidth = 36;
    private const double SampleHeight = 14;

    public ChartArtifact ToArtifact(string csv, string altText)
    {
        var alt = PlainText.Clean(altText);
        var title = PlainText.Clean(chart.Finding);
        return new ChartArtifact(chart.Name, title, alt, Svg(title, alt), Png(), csv);
    }

    private string Svg(string title, string altText)
    {
        using var canvas = new SvgCanvas(chart.Name);
        Draw(canvas);
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" aria-labelledby="{chart.Name}-title {chart.Name}-desc" font-family="{EmbeddedFont.Family}">
            <title id="{chart.Name}-title">{SecurityElement.Escape(title)}</title>
            <desc id="{chart.Name}-desc">{SecurityElement.Escape(altText)}</desc>
            <rect width="{Width}" height="{Height}" fill="#FFFFFF"/>
            {canvas.Elements}</svg>

            """.Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private ImmutableArray<byte> Png()
    {
        using var bitmap = new SKBitmap(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using (var canvas = new SKCanvas(bitmap))
        using (var skia = new SkiaCanvas(canvas))
        {
            canvas.Clear(SKColors.White);
            Draw(skia);
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return [.. png.ToArray()];
    }

    private void Draw(IRenderContext canvas)
    {
        var width = Width - 2 * Margin;
        var y = Margin - 6;
        y = Paragraph(canvas, chart.Finding, y, width, Ink.TitleSize, Ink.Text, bold: true);
        if (!string.IsNullOrEmpty(subtitle))
            y = Paragraph(canvas, subtitle, y + 2, width, Ink.LabelSize, Ink.Quiet, bold: false);
        y = Legend(canvas, y + 10);

        var source = TextLines.Wrap(canvas, PlainText.Clean(chart.Source.Line()), Ink.SourceSize, width);
        var lineHeight = canvas.SizeOf("Ag", Ink.SourceSize).Height;
        var sourceTop = Height - 12 - source.Length * lineHeight;
        for (var i = 0; i < source.Length; i++)
            canvas.Write(Margin, sourceTop + i * lineHeight, source[i], Ink.SourceSize, Ink.Quiet);

        plot.Draw(canvas, new OxyRect(Margin, y + 4, width, sourceTop - y - 12));
    }

    private static double Paragraph(IRenderContext canvas, string text, double top, double width, double size, OxyColor color, bool bold)
    {
        var lineHeight = canvas.SizeOf("Ag", size, bold).Height;
        foreach (var line in TextLines.Wrap(canvas, PlainText.Clean(text), size, width, bold))
        {
            canvas.Write(Margin, top, line, size, color, bold: bold);
            top += lineHeight;
        }

        return top;
    }

    private double Legend(IRenderContext canvas, double top)
    {
        var lineHeight = canvas.SizeOf("Ag", Ink.LabelSize).Height + 4;
        var x = Margin;
        foreach (var entry in plot.Legend)
        {
            var name = PlainText.Clean(entry.Name);
            var needed = SampleWidth + 8 + canvas.SizeOf(name, Ink.LabelSize).Width;
            if (x > Margin && x + needed > Width - Margin)
            {
                x = Margin;
                top += lineHeight;
            }

            entry.Sample(canvas, new OxyRect(x, top + (lineHeight - SampleHeight) / 2, SampleWidth, SampleHeight));
            canvas.Write(x + SampleWidth + 8, top + lineHeight / 2, name, Ink.LabelSize, Ink.Text, vertical: VerticalAlignment.Middle);
            x += needed + 26;
        }

        return plot.Legend.IsEmpty ? top : top + lineHeight;
    }
}
