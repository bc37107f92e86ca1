using System.Collections.Immutable;
using System.Text;
using Sim.Reporting;
using Sim.Reporting.Tables;

namespace Sim.Cli.Output;

/// <summary>Lays a table out as plain text of a given width: numbers stay whole, words wrap, and where that is not enough intervals go below their numbers.</summary>
internal static class TextTable
{
    private const string Gap = "  ";
    private const int LeastTextWidth = 10;

    /// <summary>Longest piece of a word, between its hyphens, that is not cut to make room.</summary>
    private const int MostWholePiece = 14;

    /// <summary>Stands for a space inside a number with its interval until the lines are made, so that neither is torn apart.</summary>
    private const char Bound = '\u00A0';

    /// <summary>The table's lines, none longer than <paramref name="width"/> unless single words or numbers are.</summary>
    public static ImmutableArray<string> Lines(ReportTable table, int width)
    {
        var truths = table.Columns.Select((_, i) => table.CommonTruth(i)).ToImmutableArray();
        var headers = table.PlainHeaders();
        var rows = table.Rows.Select(row => row.Select((cell, i) => Text(cell, table.Columns[i], truths[i])).ToImmutableArray()).ToImmutableArray();
        var widths = Widths(table, headers, rows, width);

        var lines = ImmutableArray.CreateBuilder<string>();
        lines.AddRange(Wrap(table.Caption, width));
        lines.Add("");
        Add(headers);
        lines.Add(string.Join(Gap, widths.Select(one => new string('─', one))));
        foreach (var row in rows) Add(row);
        if (rows.IsEmpty) lines.Add("(none)");
        if (rows.Any(row => row.Any(cell => cell.Contains('±', StringComparison.Ordinal)))) Below("±: half the interval over replications");
        if (table.Note is { } note) Below(note);
        return lines.ToImmutable();

        void Below(string text)
        {
            lines.Add("");
            lines.AddRange(Wrap(text, width));
        }

        void Add(ImmutableArray<string> cells)
        {
            var wrapped = cells.Select((cell, i) => Wrap(cell, widths[i])).ToImmutableArray();
            for (var line = 0; line < wrapped.Max(cell => cell.Length); line++)
            {
                var text = new StringBuilder();
                for (var i = 0; i < wrapped.Length; i++)
                {
                    var part = line < wrapped[i].Length ? wrapped[i][line] : "";
                    text.Append(i > 0 ? Gap : "").Append(IsRight(table.Columns[i]) ? part.PadLeft(widths[i]) : part.PadRight(widths[i]));
                }

                lines.Add(text.ToString().TrimEnd());
            }
        }
    }

    /// <summary>Text broken at spaces, and a longer word behind a hyphen, dot, slash or underscore.</summary>
    public static ImmutableArray<string> Wrap(string text, int width)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var line = "";
        foreach (var word in text.Split(' ').SelectMany(word => Pieces(word, width)))
        {
            var joined = line.Length == 0 ? word.Text : word.IsContinued ? line + word.Text : line + " " + word.Text;
            if (joined.Length <= width || line.Length == 0)
            {
                line = joined;
                continue;
            }

            lines.Add(line);
            line = word.Text;
        }

        lines.Add(line);
        return [.. lines.Select(one => one.Replace(Bound, ' '))];
    }

    private static bool IsRight(ReportColumn column) => column.ActualAlignment == ColumnAlignment.Right;

    /// <summary>A symmetric interval takes half the room as ±, which keeps one row on one line.</summary>
    private static string Text(ReportCell cell, ReportColumn column, TruthLabel? common)
    {
        if (cell.Value is not { } value) return cell.Text ?? "";
        var text = cell.Print(column.ActualFormat);
        var half = (cell.High - cell.Low) / 2;
        if (cell.HasInterval && Math.Abs(((cell.High + cell.Low) / 2) - value) <= half * 1e-6)
        {
            var (number, tail) = (text[..text.IndexOf(' ', StringComparison.Ordinal)], cell.IsExtrapolated ? " extrapolated" : "");
            text = half == 0 ? number + tail : number + " ±" + HalfText(half, DecimalsOf(number)) + tail;
        }

        text = text.Replace(' ', Bound);
        return cell.Truth is { } truth && common is null ? text + Bound + truth.Abbreviation() : text;
    }

    /// <summary>As many decimals as the value has, and more only where the half-width would print as zero.</summary>
    private static string HalfText(double half, int decimals) =>
        half >= 0.5 * Math.Pow(10, -decimals) ? NumberText.Fixed(half, decimals) : NumberText.Significant(half, 1);

    private static int DecimalsOf(string number)
    {
        var point = number.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : number.Length - point - 1;
    }

    private static int[] Widths(ReportTable table, ImmutableArray<string> headers, ImmutableArray<ImmutableArray<string>> rows, int width)
    {
        var widths = new int[table.Columns.Length];
        var least = new int[widths.Length];
        for (var i = 0; i < widths.Length; i++)
        {
            // A number's column is as wide as its numbers; a long header wraps above them, and words instead of a number among them.
            var longestWord = headers[i].Split(' ').Max(word => word.Length);
            var longestCell = rows.Select(row => row[i].Length).DefaultIfEmpty(0).Max();
            widths[i] = Math.Max(longestCell, IsRight(table.Columns[i]) ? longestWord : headers[i].Length);
            var longestNumber = rows.SelectMany(row => row[i].Split(' ')).Select(word => word.Length).DefaultIfEmpty(0).Max();
            var longestBound = rows.SelectMany(row => row[i].Split(' ')).Where(word => word.Contains(Bound, StringComparison.Ordinal)).Select(word => word.Length).DefaultIfEmpty(0).Max();
            least[i] = IsRight(table.Columns[i])
                ? Math.Max(longestWord, longestNumber)
                : Math.Min(widths[i], Math.Max(Math.Max(LeastTextWidth, LongestPiece(rows, i)), Math.Max(longestWord, longestBound)));
        }

        Shrink(widths, least, width);
        for (var i = 0; i < widths.Length; i++)
        {
            if (IsRight(table.Columns[i]))
                least[i] = Math.Max(headers[i].Split(' ').Max(word => word.Length), rows.SelectMany(row => row[i].Split(' ', Bound)).Select(part => part.Length).DefaultIfEmpty(0).Max());
        }

        Shrink(widths, least, width);
        return widths;
    }

    private static int LongestPiece(ImmutableArray<ImmutableArray<string>> rows, int column)
    {
        var pieces = rows.SelectMany(row => row[column].Split(' ', Bound)).SelectMany(word => word.Split('-', '.', '/', '_').Select(piece => piece.Length + 1));
        return pieces.Where(length => length <= MostWholePiece).DefaultIfEmpty(0).Max();
    }

    /// <summary>Takes the room that is missing from the widest columns, one character after the other, as far as they go.</summary>
    private static void Shrink(int[] widths, int[] least, int width)
    {
        while (widths.Sum() + (Gap.Length * (widths.Length - 1)) > width)
        {
            var widest = -1;
            for (var i = 0; i < widths.Length; i++)
            {
                if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) widest = i;
            }

            if (widest < 0) break;
            widths[widest]--;
        }
    }

    private static IEnumerable<(string Text, bool IsContinued)> Pieces(string word, int width)
    {
        if (word.Length > width && word.Contains(Bound, StringComparison.Ordinal))
        {
            foreach (var part in word.Split(Bound)) yield return (part, false);
            yield break;
        }

        var isContinued = false;
        while (word.Length > width)
        {
            var cut = word.AsSpan(0, width).LastIndexOfAny("-./_");
            var length = cut > 0 ? cut + 1 : width;
            yield return (word[..length], isContinued);
            (word, isContinued) = (word[length..], true);
        }

        yield return (word, isContinued);
    }
}
