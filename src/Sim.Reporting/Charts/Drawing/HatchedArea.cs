using OxyPlot;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Draws a filled rectangle with a hatch whose lines run through neighbouring rectangles.</summary>
internal static class HatchedArea
{
    private const double Spacing = 9;

    public static void Draw(IRenderContext canvas, OxyRect box, OxyColor fill, Hatch hatch, OxyColor line)
    {
        canvas.Box(box, fill, OxyColors.Undefined);
        if (hatch is Hatch.Rising or Hatch.Crossed)
            Rising(canvas, box, line);
        if (hatch is Hatch.Falling or Hatch.Crossed)
            Falling(canvas, box, line);
        if (hatch is Hatch.Level)
            Level(canvas, box, line, null);
        if (hatch is Hatch.Dotted)
            Level(canvas, box, line, [2, 7]);
        if (hatch is Hatch.Upright)
            Upright(canvas, box, line);
    }

    private static void Rising(IRenderContext canvas, OxyRect box, OxyColor line)
    {
        for (var sum = Next(box.Left + box.Top); sum < box.Right + box.Bottom; sum += Spacing)
        {
            var x1 = Math.Max(box.Left, sum - box.Bottom);
            var x2 = Math.Min(box.Right, sum - box.Top);
            canvas.Line(x1, sum - x1, x2, sum - x2, line, 1);
        }
    }

    private static void Falling(IRenderContext canvas, OxyRect box, OxyColor line)
    {
        for (var difference = Next(box.Left - box.Bottom); difference < box.Right - box.Top; difference += Spacing)
        {
            var x1 = Math.Max(box.Left, difference + box.Top);
            var x2 = Math.Min(box.Right, difference + box.Bottom);
            canvas.Line(x1, x1 - difference, x2, x2 - difference, line, 1);
        }
    }

    private static void Level(IRenderContext canvas, OxyRect box, OxyColor line, double[]? dashes)
    {
        for (var y = Next(box.Top); y < box.Bottom; y += Spacing)
            canvas.Line(box.Left, y, box.Right, y, line, dashes is null ? 1 : 2, dashes);
    }

    private static void Upright(IRenderContext canvas, OxyRect box, OxyColor line)
    {
        for (var x = Next(box.Left); x < box.Right; x += Spacing)
            canvas.Line(x, box.Top, x, box.Bottom, line, 1);
    }

    private static double Next(double from) => (Math.Floor(from / Spacing) + 1) * Spacing;
}
