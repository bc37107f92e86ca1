using OxyPlot;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Breaks text into lines of a given width; a word wider than a line is broken inside.</summary>
internal static class TextLines
{
    public static ImmutableArray<string> Wrap(IRenderContext canvas, string text, double size, double width, bool bold = false)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var line = string.Empty;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (canvas.SizeOf(longer, size, bold).Width <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
                lines.Add(line);
            line = word;
            while (canvas.SizeOf(line, size, bold).Width > width && line.Length > 1)
            {
                var fits = Fitting(canvas, line, size, width, bold);
                lines.Add(line[..fits]);
                line = line[fits..];
            }
        }

        if (line.Length > 0)
            lines.Add(line);
        return lines.ToImmutable();
    }

    private static int Fitting(IRenderContext canvas, string word, double size, double width, bool bold)
    {
        var count = word.Length - 1;
        while (count > 1 && (char.IsLowSurrogate(word[count]) || canvas.SizeOf(word[..count], size, bold).Width > width))
            count--;
        return count;
    }
}
