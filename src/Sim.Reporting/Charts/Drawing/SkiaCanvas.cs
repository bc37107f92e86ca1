using OxyPlot;
using SkiaSharp;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>OxyPlot's drawing surface on a Skia canvas, always with the embedded font whatever family is asked for.</summary>
/// <remarks>OxyPlot.SkiaSharp resolves fonts by family name from the machine, which has none in a bare container.
/// Dashes are in pixels, as in <see cref="SvgCanvas"/>.</remarks>
internal sealed class SkiaCanvas : ClippingRenderContext, IDisposable
{
    private readonly SKCanvas _canvas;
    private readonly SKPaint _paint = new() { IsAntialias = true };
    private readonly FontRuler _ruler = new();

    public SkiaCanvas(SKCanvas canvas)
    {
        _canvas = canvas;
        RendersToScreen = false;
    }

    public override void DrawLine(
        IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin)
    {
        if (points.Count < 2 || !stroke.IsVisible() || thickness <= 0)
            return;

        using var path = PathOf(points, snap: points.Count == 2 && thickness < 2);
        Stroke(path, stroke, thickness, dashArray, lineJoin);
    }

    public override void DrawPolygon(
        IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin)
    {
        if (points.Count < 2)
            return;

        using var path = PathOf(points, snap: false);
        path.Close();
        if (fill.IsVisible())
        {
            _paint.Style = SKPaintStyle.Fill;
            _paint.Color = ToSkia(fill);
            _canvas.DrawPath(path, _paint);
        }

        if (stroke.IsVisible() && thickness > 0)
            Stroke(path, stroke, thickness, dashArray, lineJoin);
    }

    public override void DrawText(
        ScreenPoint p, string text, OxyColor fill, string fontFamily, double fontSize, double fontWeight, double rotate,
        HorizontalAlignment halign, VerticalAlignment valign, OxySize? maxSize)
    {
        if (string.IsNullOrEmpty(text) || !fill.IsVisible())
            return;

        var width = (float)_ruler.Measure(text, fontSize, fontWeight).Width;
        var dx = halign switch
        {
            HorizontalAlignment.Center => -width / 2,
            HorizontalAlignment.Right => -width,
            _ => 0,
        };
        var dy = (float)_ruler.Baseline(fontSize, fontWeight, valign);
        _ruler.Paint.Color = ToSkia(fill);

        _canvas.Save();
        _canvas.Translate((float)p.X, (float)p.Y);
        _canvas.RotateDegrees((float)rotate);
        _canvas.DrawText(text, dx, dy, _ruler.Paint);
        _canvas.Restore();
    }

    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        _ruler.Measure(text, fontSize, fontWeight);

    public void Dispose()
    {
        _paint.Dispose();
        _ruler.Dispose();
    }

    protected override void SetClip(OxyRect clippingRectangle)
    {
        _canvas.Save();
        _canvas.ClipRect(new SKRect(
            (float)clippingRectangle.Left, (float)clippingRectangle.Top, (float)clippingRectangle.Right, (float)clippingRectangle.Bottom));
    }

    protected override void ResetClip() => _canvas.Restore();

    private static SKPath PathOf(IList<ScreenPoint> points, bool snap)
    {
        // A thin upright or level line between two pixel rows would be drawn as two grey ones.
        var vertical = snap && points[0].X == points[1].X;
        var level = snap && points[0].Y == points[1].Y;
        var path = new SKPath();
        for (var i = 0; i < points.Count; i++)
        {
            var x = (float)(vertical ? Math.Floor(points[i].X) + 0.5 : points[i].X);
            var y = (float)(level ? Math.Floor(points[i].Y) + 0.5 : points[i].Y);
            if (i == 0)
                path.MoveTo(x, y);
            else
                path.LineTo(x, y);
        }

        return path;
    }

    private static SKColor ToSkia(OxyColor color) => new(color.R, color.G, color.B, color.A);

    private void Stroke(SKPath path, OxyColor stroke, double thickness, double[]? dashArray, LineJoin lineJoin)
    {
        using var dashes = dashArray is { Length: > 0 } ? SKPathEffect.CreateDash([.. dashArray.Select(d => (float)d)], 0) : null;
        _paint.Style = SKPaintStyle.Stroke;
        _paint.Color = ToSkia(stroke);
        _paint.StrokeWidth = (float)thickness;
        _paint.PathEffect = dashes;
        _paint.StrokeJoin = lineJoin switch
        {
            LineJoin.Round => SKStrokeJoin.Round,
            LineJoin.Bevel => SKStrokeJoin.Bevel,
            _ => SKStrokeJoin.Miter,
        };
        _canvas.DrawPath(path, _paint);
        _paint.PathEffect = null;
    }
}
