using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Sim.Estate.Tests.RvTools;

/// <summary>Builds workbooks the way Excel stores them: shared strings, typed booleans, date styles. Independent of the product's writer.</summary>
internal sealed class WorkbookBuilder
{
    private readonly List<(string Name, object?[][] Rows)> _sheets = [];

    /// <summary>The header every test starts from, and a healthy VM in it.</summary>
    public static readonly object?[] Header = ["VM", "Powerstate", "CPUs", "Memory"];

    public static object?[] Vm(string name, string power = "poweredOn", object? cpus = null, object? memory = null) => [name, power, cpus ?? 2, memory ?? 4096];

    /// <summary>Adds a sheet. A null cell is left out; an empty text is stored; a row of no cells is stored as an empty row.</summary>
    public WorkbookBuilder Sheet(string name, params object?[][] rows)
    {
        _sheets.Add((name, rows));
        return this;
    }

    public byte[] ToBytes()
    {
        using var memory = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(memory, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var list = new Sheets();
            workbook.Workbook = new Workbook(list);
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(
                new Fonts(new Font()), new Fills(new Fill()), new Borders(new Border()), new CellStyleFormats(new CellFormat()),
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true }));
            var texts = new SharedStringTable();
            workbook.AddNewPart<SharedStringTablePart>().SharedStringTable = texts;
            foreach (var (name, rows) in _sheets)
            {
                var part = workbook.AddNewPart<WorksheetPart>();
                part.Worksheet = new Worksheet(new SheetData(rows.Select((row, r) =>
                    new Row(row.Select((value, c) => (value, c)).Where(pair => pair.value is not null).Select(pair => CellOf(pair.value!, pair.c, r, texts)))
                    { RowIndex = (uint)(r + 1) })));
                list.Append(new Sheet { Name = name, SheetId = (uint)(list.Count() + 1), Id = workbook.GetIdOfPart(part) });
            }
        }

        return memory.ToArray();
    }

    public string Save(TemporaryFolder folder, string name = "estate.xlsx") => folder.Write(name, ToBytes());

    private static Cell CellOf(object value, int column, int row, SharedStringTable texts)
    {
        var cell = new Cell { CellReference = Reference(column) + (row + 1).ToString(CultureInfo.InvariantCulture) };
        switch (value)
        {
            case string text:
                texts.Append(new SharedStringItem(new Text(text) { Space = SpaceProcessingModeValues.Preserve }));
                cell.DataType = CellValues.SharedString;
                cell.CellValue = new CellValue(texts.Count() - 1);
                break;
            case bool flag:
                cell.DataType = CellValues.Boolean;
                cell.CellValue = new CellValue(flag ? "1" : "0");
                break;
            case DateTime date:
                cell.StyleIndex = 1;
                cell.CellValue = new CellValue(date.ToOADate().ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                cell.CellValue = new CellValue(Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture));
                break;
        }

        return cell;
    }

    private static string Reference(int column) => column < 26 ? ((char)('A' + column)).ToString() : Reference((column / 26) - 1) + (char)('A' + (column % 26));
}
