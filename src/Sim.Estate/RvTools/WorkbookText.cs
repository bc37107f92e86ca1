using System.Globalization;
using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using OpenXmlSheet = DocumentFormat.OpenXml.Spreadsheet.Sheet;
using OpenXmlWorkbook = DocumentFormat.OpenXml.Spreadsheet.Workbook;

namespace Sim.Estate.RvTools;

/// <summary>Writes tables as an xlsx package whose bytes depend on nothing but the tables.</summary>
internal static class WorkbookText
{
    // The oldest time a zip entry can carry: a fixed one, so that two writes give the same bytes.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the sheets; a null cell is left out, texts are inline, dates are serial numbers with a date style.</summary>
    public static void Write(Stream target, IReadOnlyList<(string Name, IReadOnlyList<object?[]> Rows)> sheets)
    {
        using var package = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(package, SpreadsheetDocumentType.Workbook))
        {
            var workbookPart = document.AddWorkbookPart();
            document.ChangeIdOfPart(workbookPart, "rId1");
            var list = new Sheets();
            workbookPart.Workbook = new OpenXmlWorkbook(list);
            var styles = workbookPart.AddNewPart<WorkbookStylesPart>("rIdStyles");
            styles.Stylesheet = Styles();
            for (var i = 0; i < sheets.Count; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"rId{i + 1}");
                var part = workbookPart.AddNewPart<WorksheetPart>(id);
                WriteRows(part, sheets[i].Rows);
                list.Append(new OpenXmlSheet { Name = sheets[i].Name, SheetId = (uint)(i + 1), Id = id });
            }
        }

        package.Position = 0;
        Repack(package, target);
    }

    private static void WriteRows(WorksheetPart part, IReadOnlyList<object?[]> rows)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteStartElement(new SheetData());
        for (var r = 0; r < rows.Count; r++)
        {
            writer.WriteStartElement(new Row { RowIndex = (uint)(r + 1) });
            for (var c = 0; c < rows[r].Length; c++)
            {
                if (CellOf(rows[r][c]) is not { } cell) continue;
                cell.CellReference = string.Create(CultureInfo.InvariantCulture, $"{Sheet.Letters(c)}{r + 1}");
                writer.WriteElement(cell);
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static Cell? CellOf(object? value) => value switch
    {
        null => null,
        // RVTools writes booleans as the texts True and False.
        bool flag => Text(flag ? "True" : "False"),
        string text => Text(text),
        DateOnly date => Number(date.ToDateTime(TimeOnly.MinValue).ToOADate(), style: 1),
        DateTime time => Number(time.ToOADate(), style: 1),
        IConvertible number => Number(number.ToDouble(CultureInfo.InvariantCulture), style: 0),
        _ => throw new ArgumentException($"A cell cannot hold a {value.GetType().Name}.", nameof(value)),
    };

    private static Cell Text(string text) =>
        new() { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }) };

    private static Cell Number(double value, uint style)
    {
        var cell = new Cell { CellValue = new CellValue(value.ToString("R", CultureInfo.InvariantCulture)) };
        if (style > 0) cell.StyleIndex = style;
        return cell;
    }

    /// <summary>Style 0 is plain, style 1 shows date and time (built-in format 22).</summary>
    private static Stylesheet Styles() => new(
        new Fonts(new Font()) { Count = 1 },
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })) { Count = 2 },
        new Borders(new Border()) { Count = 1 },
        new CellStyleFormats(new CellFormat()) { Count = 1 },
        new CellFormats(
            new CellFormat { FormatId = 0 },
            new CellFormat { FormatId = 0, NumberFormatId = 22, ApplyNumberFormat = true }) { Count = 2 });

    /// <summary>Copies a package with its entries sorted by name and stamped with one fixed time.</summary>
    private static void Repack(Stream source, Stream target)
    {
        using var from = new ZipArchive(source, ZipArchiveMode.Read);
        using var to = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var entry in from.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            var copy = to.CreateEntry(entry.FullName, CompressionLevel.Optimal);
            copy.LastWriteTime = EntryTime;
            using var input = entry.Open();
            using var output = copy.Open();
            input.CopyTo(output);
        }
    }
}
