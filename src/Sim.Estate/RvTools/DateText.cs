using System.Globalization;

namespace Sim.Estate.RvTools;

/// <summary>Reads the dates of a workbook: date cells, Excel serial numbers, and text in the formats seen in exports.</summary>
internal static class DateText
{
    // Days from 1980-01-01 to 2199-12-31 in Excel's count; anything else in a date column is not a date of an estate.
    private const double FirstSerial = 29221;
    private const double LastSerial = 109574;

    private static readonly string[] YearFirst =
        ["yyyy-M-d", "yyyy-M-d H:m:s", "yyyy-M-d'T'H:m:s", "yyyy-M-d'T'H:m:s'Z'", "yyyy-M-d H:m", "yyyy/M/d", "yyyy/M/d H:m:s", "yyyy/M/d H:m"];

    private static readonly string[] DayFirst =
        ["d.M.yyyy", "d.M.yyyy H:m:s", "d.M.yyyy H:m", "d-M-yyyy", "d-M-yyyy H:m:s", "d-M-yyyy H:m", "d/M/yyyy", "d/M/yyyy H:m:s", "d/M/yyyy H:m"];

    private static readonly string[] MonthFirst =
        ["M/d/yyyy", "M/d/yyyy H:m:s", "M/d/yyyy h:m:s tt", "M/d/yyyy H:m", "M/d/yyyy h:m tt"];

    /// <summary>Reads a date.</summary>
    /// <param name="cell">A cell that is not blank.</param>
    /// <param name="date">The day.</param>
    /// <param name="format">What the cell was taken for, in words.</param>
    public static bool TryRead(object cell, out DateOnly date, out string format)
    {
        (date, format) = (default, "");
        switch (cell)
        {
            case DateTime time:
                (date, format) = (DateOnly.FromDateTime(time), "date cells");
                return true;
            case string text:
                return TryText(text.Trim(), out date, out format);
            case IConvertible number when cell is not bool:
                var serial = number.ToDouble(CultureInfo.InvariantCulture);
                if (serial is not (>= FirstSerial and <= LastSerial)) return false;
                (date, format) = (DateOnly.FromDateTime(DateTime.FromOADate(serial)), "Excel serial numbers");
                return true;
            default:
                return false;
        }
    }

    private static bool TryText(string text, out DateOnly date, out string format)
    {
        if (Try(text, YearFirst, out date)) return Known("text, year first", out format);
        var monthFirst = Try(text, MonthFirst, out var american);
        if (Try(text, DayFirst, out date) && !monthFirst) return Known("text, day first", out format);
        if (monthFirst)
        {
            var ambiguous = date != default && date != american;
            date = american;
            return Known(ambiguous ? "text, month/day/year assumed (day and month could be swapped)" : "text, month first", out format);
        }

        if (NumberText.TryRead(text, isWhole: false, out var serial, out _) && serial is >= FirstSerial and <= LastSerial)
        {
            date = DateOnly.FromDateTime(DateTime.FromOADate(serial));
            return Known("Excel serial numbers written as text", out format);
        }

        format = "";
        return false;
    }

    private static bool Try(string text, string[] formats, out DateOnly date)
    {
        var read = DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var time);
        date = read ? DateOnly.FromDateTime(time) : default;
        return read;
    }

    private static bool Known(string name, out string format)
    {
        format = name;
        return true;
    }
}
