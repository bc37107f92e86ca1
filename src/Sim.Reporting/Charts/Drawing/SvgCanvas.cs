using System.Globalization;
using System.Security;
using System.Text;
using OxyPlot;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>OxyPlot's drawing surface as SVG text that can stand in a file and, several times, inside one HTML page.</summary>
/// <remarks>OxyPlot's own SVG writer gives every picture the same clip ids, which collide in one page, and places text by its box
/// instead of its baseline, which shifts it against the PNG.</remarks>
internal sealed class SvgCanvas(string idPrefix) : ClippingRenderContext, IDisposable
{
    private readonly StringBuilder _svg = new();
    private readonly FontRuler _ruler = new();
    private int _clips;

    /// <summary>The elements drawn so far, one a line.</summary>
    public string Elements => _svg.ToString();

    public override void DrawLine(
        IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin)
    {
        if (points.Count < 2 || !stroke.IsVisible() || thickness <= 0)
            return;

        _svg.Append("<polyline points=\"");
        Points(points);
        _svg.Append("\" fill=\"none\"");
        Stroke(stroke, thickness, dashArray);
        _svg.Append("/>\n");
    }

    public override void DrawPolygon(
        IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin)
    {
        if (points.Count < 2)
            return;

        _svg.Append("<polygon points=\"");
        Points(points);
        _svg.Append('"');
        Paint("fill", fill);
        Stroke(stroke, thickness, dashArray);
        _svg.Append("/>\n");
    }

    public override void DrawEllipse(OxyRect extents, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode)
    {
        _svg.Append(CultureInfo.InvariantCulture, $"<ellipse cx=\"{Number(extents.Center.X)}\" cy=\"{Number(extents.Center.Y)}\"");
        _svg.Append(CultureInfo.InvariantCulture, $" rx=\"{Number(extents.Width / 2)}\" ry=\"{Number(extents.Height / 2)}\"");
        Paint("fill", fill);
        Stroke(stroke, thickness, null);
        _svg.Append("/>\n");
    }

    public override void DrawText(
        ScreenPoint p, string text, OxyColor fill, string fontFamily, double fontSize, double fontWeight, double rotate,
        HorizontalAlignment halign, VerticalAlignment valign, OxySize? maxSize)
    {
        if (string.IsNullOrEmpty(text) || !fill.IsVisible())
            return;

        var anchor = halign switch
        {
            HorizontalAlignment.Center => " text-anchor=\"middle\"",
            HorizontalAlignment.Right => " text-anchor=\"end\"",
            _ => string.Empty,
        };
        var baseline = Number(_ruler.Baseline(fontSize, fontWeight, valign));
        var place = rotate == 0
            ? $"x=\"{Number(p.X)}\" y=\"{Number(p.Y + _ruler.Baseline(fontSize, fontWeight, valign))}\""
            : $"transform=\"translate({Number(p.X)} {Number(p.Y)}) rotate({Number(rotate)})\" y=\"{baseline}\"";
        var weight = fontWeight >= 600 ? " font-weight=\"700\"" : string.Empty;
        _svg.Append(CultureInfo.InvariantCulture, $"<text {place} font-size=\"{Number(fontSize)}\"{weight}{anchor}");
        Paint("fill", fill);
        _svg.Append('>').Append(SecurityElement.Escape(text)).Append("</text>\n");
    }

    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        _ruler.Measure(text, fontSize, fontWeight);

    public void Dispose() => _ruler.Dispose();

    protected override void SetClip(OxyRect clippingRectangle)
    {
        var id = $"{idPrefix}-clip{(++_clips).ToString(CultureInfo.InvariantCulture)}";
        _svg.Append(CultureInfo.InvariantCulture, $"<clipPath id=\"{id}\"><rect x=\"{Number(clippingRectangle.Left)}\" y=\"{Number(clippingRectangle.Top)}\"");
        _svg.Append(CultureInfo.InvariantCulture, $" width=\"{Number(clippingRectangle.Width)}\" height=\"{Number(clippingRectangle.Height)}\"/></clipPath>");
        _svg.Append(CultureInfo.InvariantCulture, $"<g clip-path=\"url(#{id})\">\n");
    }

    protected override void ResetClip() => _svg.Append("</g>\n");

    // A hundredth of a pixel is finer than any screen or printer, and short numbers keep the page small.
    private static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private void Points(IList<ScreenPoint> points)
    {
        for (var i = 0; i < points.Count; i++)
            _svg.Append(i == 0 ? string.Empty : " ").Append(Number(points[i].X)).Append(',').Append(Number(points[i].Y));
    }

    private void Stroke(OxyColor color, double thickness, double[]? dashes)
    {
        if (!color.IsVisible() || thickness <= 0)
            return;

        Paint("stroke", color);
        _svg.Append(CultureInfo.InvariantCulture, $" stroke-width=\"{Number(thickness)}\"");
        if (dashes is { Length: > 0 })
            _svg.Append(CultureInfo.InvariantCulture, $" stroke-dasharray=\"{string.Join(' ', dashes.Select(Number))}\"");
    }

    private void Paint(string attribute, OxyColor color)
    {
        if (!color.IsVisible())
        {
            _svg.Append(CultureInfo.InvariantCulture, $" {attribute}=\"none\"");
            return;
        }

        _svg.Append(CultureInfo.InvariantCulture, $" {attribute}=\"#{color.R:X2}{color.G:X2}{color.B:X2}\"");
        if (color.A != 255)
            _svg.Append(CultureInfo.InvariantCulture, $" {attribute}-opacity=\"{Number(color.A / 255.0)}\"");
    }
}
