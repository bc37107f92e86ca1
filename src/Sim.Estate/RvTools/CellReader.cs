using System.Globalization;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;
using static System.FormattableString;

namespace Sim.Estate.RvTools;

/// <summary>Reads the cells of one sheet. An empty cell is null, never zero.</summary>
/// <remarks>A wrong value in a required column of a sheet read with findings (vInfo) fails the import. Any other wrong value counts as absent
/// and is listed in the data-quality table, because the plan has a documented fallback for it.</remarks>
internal sealed class CellReader(Sheet sheet, List<Finding>? findings, QualityLog log)
{
    public string Text(SheetRow row, SheetColumn column) =>
        (Convert.ToString(sheet.Cell(row, column), CultureInfo.InvariantCulture) ?? "").Trim();

    public bool? Flag(SheetRow row, SheetColumn column)
    {
        var text = Text(row, column);
        switch (text.ToUpperInvariant())
        {
            case "": return null;
            case "TRUE" or "1" or "YES" or "WAHR" or "VRAI" or "VERDADERO": return true;
            case "FALSE" or "0" or "NO" or "FALSCH" or "FAUX" or "FALSO": return false;
            default:
                Reject(row, column, $"'{text}' is neither true nor false", "True, False, 1, 0");
                return null;
        }
    }

    /// <summary>A whole number inside a range; a fraction is rounded in columns that are not required.</summary>
    public long? Whole(SheetRow row, SheetColumn column, long min, long max, string unit)
    {
        if (Number(row, column, isWhole: true) is not { } value) return null;
        var allowed = Invariant($"a whole number, {min} to {max}{(unit.Length > 0 ? " " + unit : "")}");
        var rounded = IsStrict(column) ? value : Math.Round(value);
        if (rounded == Math.Floor(rounded) && rounded >= min && rounded <= max) return (long)rounded;
        Reject(row, column, Invariant($"{value} is {(rounded == Math.Floor(rounded) ? "out of range" : "not a whole number")}"), allowed);
        return null;
    }

    /// <summary>A number inside a range.</summary>
    public double? Real(SheetRow row, SheetColumn column, double min, double max, string unit)
    {
        if (Number(row, column, isWhole: false) is not { } value) return null;
        if (value >= min && value <= max) return value;
        Reject(row, column, Invariant($"{value} is out of range"), Invariant($"{min} to {max} {unit}"));
        return null;
    }

    public DateOnly? Date(SheetRow row, SheetColumn column)
    {
        if (sheet.Cell(row, column) is not { } cell) return null;
        if (DateText.TryRead(cell, out var date, out var format))
        {
            log.Count(QualitySections.Assumptions, $"{sheet.Layout.Name}: {column.Header}: {format}", "first " + sheet.Place(row, column));
            return date;
        }

        Reject(row, column, $"'{Text(row, column)}' is not a date", "an Excel date or a text such as 2026-11-22 14:30:00");
        return null;
    }

    private double? Number(SheetRow row, SheetColumn column, bool isWhole)
    {
        switch (sheet.Cell(row, column))
        {
            case null: return null;
            case string text:
                if (NumberText.TryRead(text, isWhole, out var read, out var isForeign))
                {
                    if (isForeign)
                    {
                        log.Count(QualitySections.Assumptions, $"{sheet.Layout.Name}: {column.Header}: text with separators read as a number",
                            Invariant($"first {sheet.Place(row, column)}: '{text.Trim()}' read as {read}"));
                    }

                    return read;
                }

                Reject(row, column, $"'{text.Trim()}' is not a number", "a number such as 4096");
                return null;
            case DateTime or bool or TimeSpan:
                Reject(row, column, $"'{Text(row, column)}' is not a number", "a number such as 4096");
                return null;
            case IConvertible number:
                var value = number.ToDouble(CultureInfo.InvariantCulture);
                if (double.IsFinite(value)) return value;
                Reject(row, column, "is not a finite number", "a number such as 4096");
                return null;
            default:
                Reject(row, column, "is not a number", "a number such as 4096");
                return null;
        }
    }

    private bool IsStrict(SheetColumn column) => findings is not null && column.IsRequired;

    private void Reject(SheetRow row, SheetColumn column, string problem, string allowed)
    {
        if (IsStrict(column)) findings!.Add(new(sheet.File, sheet.Place(row, column), column.Header, problem, allowed));
        else
        {
            log.Count(QualitySections.ImpossibleValues, $"{sheet.Layout.Name}: {column.Header}",
                $"taken as absent; first {sheet.Place(row, column)}: {problem}; allowed: {allowed}");
        }
    }
}
