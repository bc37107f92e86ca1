using System.Globalization;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;
using static System.FormattableString;

namespace Sim.Estate.RvTools;

/// <summary>A sheet read into memory: filled rows, used columns only.</summary>
internal sealed class Sheet
{
    private readonly int[] _columnOf;

    private Sheet(SheetLayout layout, string name, string file, int[] columnOf, List<SheetRow> rows) =>
        (Layout, Name, File, _columnOf, Rows) = (layout, name, file, columnOf, rows);

    public SheetLayout Layout { get; }

    /// <summary>The tab's name as the workbook writes it.</summary>
    public string Name { get; }

    public string File { get; }

    public List<SheetRow> Rows { get; }

    public bool Has(SheetColumn column) => _columnOf[Index(column)] >= 0;

    public object? Cell(SheetRow row, SheetColumn column) => row.Cells[Index(column)];

    /// <summary>Where a cell is, e.g. <c>sheet vInfo, cell C7</c>.</summary>
    public string Place(SheetRow row, SheetColumn column) => Place(Name, row.Number, _columnOf[Index(column)]);

    /// <summary>Reads a sheet's rows; null when nothing in it can be used (a finding or a remark says why).</summary>
    public static Sheet? Read(
        string name, IEnumerable<(int Number, object?[] Cells)> stored, SheetLayout layout, string file, List<Finding> findings, QualityLog log)
    {
        object?[]? header = null;
        var headerRow = 0;
        var blank = 0;
        var columnOf = new int[layout.Columns.Length];
        long[] filled = [];
        var rows = new List<SheetRow>();
        foreach (var (number, cells) in stored)
        {
            var any = false;
            for (var i = 0; i < cells.Length; i++)
            {
                if (IsBlank(cells[i])) cells[i] = null;
                else any = true;
            }

            if (header is null)
            {
                if (!any) continue;
                (header, headerRow) = (cells, number);
                filled = new long[cells.Length];
                if (!Bind(layout, name, file, header, headerRow, columnOf, findings, log)) return null;
                continue;
            }

            if (!any)
            {
                blank++;
                continue;
            }

            for (var i = 0; i < Math.Min(cells.Length, filled.Length); i++) if (cells[i] is not null) filled[i]++;
            rows.Add(new(number, [.. columnOf.Select(column => column >= 0 && column < cells.Length ? cells[column] : null)]));
        }

        if (header is null)
        {
            if (layout == RvToolsLayouts.VInfo.Layout) findings.Add(new(file, $"sheet {name}", "", "is empty", "a header row and one row a VM"));
            else log.Count(QualitySections.Sheets, $"{layout.Name}: sheet", "is empty, not used", by: 0);
            return null;
        }

        log.Count(QualitySections.Sheets, $"{layout.Name}: rows read", Invariant($"header in row {headerRow}"), rows.Count);
        if (blank > 0) log.Count(QualitySections.Sheets, $"{layout.Name}: blank rows", "skipped", blank);
        NoteUnknown(layout, name, header, headerRow, filled, log);
        return new Sheet(layout, name, file, columnOf, rows);
    }

    /// <summary>Column letters of a zero-based index: A, B, ... Z, AA.</summary>
    public static string Letters(int index)
    {
        var text = "";
        for (var rest = index + 1; rest > 0; rest = (rest - 1) / 26) text = (char)('A' + ((rest - 1) % 26)) + text;
        return text;
    }

    public static string Place(string sheet, int row, int column) => Invariant($"sheet {sheet}, cell {Letters(column)}{row}");

    private static bool IsBlank(object? value) => value is null || (value is string text && string.IsNullOrWhiteSpace(text));

    private static string TextOf(object? cell) => (Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "").Trim();

    /// <summary>Finds the used columns in the header; false when a required one is missing.</summary>
    private static bool Bind(
        SheetLayout layout, string sheet, string file, object?[] header, int headerRow, int[] columnOf, List<Finding> findings, QualityLog log)
    {
        Array.Fill(columnOf, -1);
        for (var i = 0; i < header.Length; i++)
        {
            var text = SheetLayout.Normal(TextOf(header[i]));
            if (text.Length == 0) continue;
            var column = IndexOf(layout, text);
            if (column < 0) continue;
            if (columnOf[column] < 0) columnOf[column] = i;
            else
            {
                log.Count(QualitySections.UnknownColumns, $"{layout.Name}: {TextOf(header[i])} (again)",
                    $"{Place(sheet, headerRow, i)}: a second column of this name is not used; the first, {Letters(columnOf[column])}, is");
            }
        }

        var missing = layout.Columns.Where((column, i) => columnOf[i] < 0).ToList();
        foreach (var column in missing.Where(column => !column.IsRequired))
            log.Count(QualitySections.MissingColumns, $"{layout.Name}: {column.Header}", column.WhenMissing);

        var required = missing.Where(column => column.IsRequired).ToList();
        if (required.Count == 0) return true;
        if (layout != RvToolsLayouts.VInfo.Layout)
        {
            log.Count(QualitySections.Sheets, $"{layout.Name}: sheet",
                $"not used: no column '{string.Join("', '", required.Select(column => column.Header))}'", by: 0);
            return false;
        }

        var foreign = Foreign(layout, header);
        foreach (var column in required)
        {
            // The header the sender most likely mangled: the nearest foreign one, else the cell where the column belongs when it is first.
            string[] names = [column.Header, .. column.Aliases];
            var near = foreign.FirstOrDefault(item => NearestName.Of(item.Header, names).Length > 0);
            if (near.Header is null && column == RvToolsLayouts.VInfo.Vm) near = foreign.FirstOrDefault(item => item.Index == 0);
            findings.Add(near.Header is null
                ? new(file, Invariant($"sheet {sheet}, row {headerRow}"), column.Header, "no such column in the header row",
                    "columns VM, Powerstate, CPUs and Memory; found " + Found(header))
                : new(file, Place(sheet, headerRow, near.Index), column.Header, $"the header '{near.Header}' is not known and this column is missing",
                    string.Join(" or ", names), column.Header));
        }

        return false;
    }

    private static string Found(object?[] header)
    {
        var names = header.Select(TextOf).Where(text => text.Length > 0).Select(Shorten).ToList();
        return string.Join(", ", names.Take(12)) + (names.Count > 12 ? Invariant($" and {names.Count - 12} more") : "");
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";

    private static void NoteUnknown(SheetLayout layout, string sheet, object?[] header, int headerRow, long[] filled, QualityLog log)
    {
        foreach (var (text, index) in Foreign(layout, header))
        {
            var near = NearestName.Of(text, layout.Headers);
            log.Count(QualitySections.UnknownColumns, $"{layout.Name}: {text}",
                Place(sheet, headerRow, index) + ": not used" + (near.Length > 0 ? $"; nearest known name '{near}'" : "; a custom attribute?"),
                filled[index]);
        }
    }

    private static List<(string Header, int Index)> Foreign(SheetLayout layout, object?[] header)
    {
        var known = layout.Headers.Select(SheetLayout.Normal).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = new List<(string, int)>();
        for (var i = 0; i < header.Length; i++)
        {
            var text = TextOf(header[i]);
            if (text.Length == 0 || known.Contains(SheetLayout.Normal(text)) || IndexOf(layout, SheetLayout.Normal(text)) >= 0) continue;
            // The command-line export's raw names carry the sheet's name in front.
            if (text.Length > layout.Name.Length && text.StartsWith(layout.Name, StringComparison.OrdinalIgnoreCase)) continue;
            found.Add((Shorten(text), i));
        }

        return found;
    }

    private static int IndexOf(SheetLayout layout, string normal)
    {
        for (var i = 0; i < layout.Columns.Length; i++)
        {
            var column = layout.Columns[i];
            if (Same(column.Header, normal)) return i;
            foreach (var alias in column.Aliases) if (Same(alias, normal)) return i;
        }

        return -1;
    }

    private static bool Same(string name, string normal) => string.Equals(SheetLayout.Normal(name), normal, StringComparison.OrdinalIgnoreCase);

    private int Index(SheetColumn column) => Layout.Columns.IndexOf(column);
}
