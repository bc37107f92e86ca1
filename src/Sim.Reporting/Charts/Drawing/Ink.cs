using OxyPlot;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>The neutral colours and text sizes (pixels at 1200 wide) of all charts.</summary>
internal static class Ink
{
    public const double TitleSize = 22;
    public const double LabelSize = 15;
    public const double TickSize = 14;
    public const double SourceSize = 13;

    public static readonly OxyColor Text = OxyColor.FromRgb(0x1A, 0x1A, 0x1A);
    public static readonly OxyColor Quiet = OxyColor.FromRgb(0x4D, 0x4D, 0x4D);
    public static readonly OxyColor Axis = OxyColor.FromRgb(0x59, 0x59, 0x59);
    public static readonly OxyColor Grid = OxyColor.FromRgb(0xE0, 0xE0, 0xE0);
    public static readonly OxyColor Paper = OxyColors.White;

    public static void Write(
        this IRenderContext canvas, double x, double y, string text, double size, OxyColor color,
        HorizontalAlignment horizontal = HorizontalAlignment.Left, VerticalAlignment vertical = VerticalAlignment.Top, bool bold = false) =>
        canvas.DrawText(
            new ScreenPoint(x, y), text, color, EmbeddedFont.Family, size,
            bold ? EmbeddedFont.BoldWeight : EmbeddedFont.RegularWeight, 0, horizontal, vertical, null);

    public static OxySize SizeOf(this IRenderContext canvas, string text, double size, bool bold = false) =>
        canvas.MeasureText(text, EmbeddedFont.Family, size, bold ? EmbeddedFont.BoldWeight : EmbeddedFont.RegularWeight);

    public static void Line(
        this IRenderContext canvas, double x1, double y1, double x2, double y2, OxyColor color, double thickness, double[]? dashes = null) =>
        canvas.DrawLine([new(x1, y1), new(x2, y2)], color, thickness, EdgeRenderingMode.Automatic, dashes, LineJoin.Miter);

    public static void Box(this IRenderContext canvas, OxyRect box, OxyColor fill, OxyColor stroke, double thickness = 1) =>
        canvas.DrawPolygon(
            [new(box.Left, box.Top), new(box.Right, box.Top), new(box.Right, box.Bottom), new(box.Left, box.Bottom)],
            fill, stroke, thickness, EdgeRenderingMode.Automatic, null, LineJoin.Miter);

    public static void Marker(this IRenderContext canvas, ScreenPoint at, MarkerType marker, OxyColor color, bool hollow, double size = 5) =>
        canvas.DrawMarker(
            at, marker, null, size, hollow ? Paper : color, hollow ? color : Paper, hollow ? 1.8 : 1.2, EdgeRenderingMode.Automatic);
}
