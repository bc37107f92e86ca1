using System.Globalization;

namespace Sim.Reporting;

/// <summary>The one way numbers become text in tables, charts and pages: invariant culture, significant digits, no false precision.</summary>
public static class NumberText
{
    /// <summary>What is printed where no evidence supports a number.</summary>
    public const string NotEstablished = "not established";

    /// <summary>Narrow no-break space between a number and its unit.</summary>
    public const char UnitSpace = '\u202F';

    private const int DefaultDigits = 3;
    private const int MostDecimals = 15;

    /// <summary><paramref name="value"/> with <paramref name="digits"/> significant digits (1 to 15).
    /// Digits before the point are never rounded away, and thousands are grouped: 1234567.8 is "1,234,568".</summary>
    public static string Significant(double value, int digits = DefaultDigits)
    {
        CheckDigits(digits);
        if (Special(value) is { } special)
            return special;

        var decimals = Decimals(value, digits);
        return decimals > MostDecimals || Math.Abs(value) >= 1e15
            ? value.ToString("E" + (digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : Fixed(value, decimals);
    }

    /// <summary><paramref name="value"/> with exactly <paramref name="decimals"/> digits after the point (0 to 15), thousands grouped.</summary>
    public static string Fixed(double value, int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decimals, MostDecimals);
        if (Special(value) is { } special)
            return special;

        var text = value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        // A tiny negative number rounds to "-0.00"; the sign would claim more than the digits show.
        return text[0] == '-' && !text.AsSpan().ContainsAnyInRange('1', '9') ? text[1..] : text;
    }

    /// <summary>"42 (38-45)": the value and its interval with the same number of decimals. Ends that are negative are
    /// joined with "to", so that no minus sign reads as a dash. A non-finite end means there is no interval.</summary>
    public static string Interval(double value, double low, double high, int digits = DefaultDigits)
    {
        CheckDigits(digits);
        if (Special(value) is { } special)
            return special;
        if (!double.IsFinite(low) || !double.IsFinite(high))
            return Significant(value, digits);

        var decimals = Decimals(value, digits);
        // A narrow interval must not print as three times the same number.
        while (decimals < 6 && low < high && (Fixed(low, decimals) == Fixed(high, decimals)))
            decimals++;

        return decimals > MostDecimals
            ? $"{Significant(value, digits)} ({Range(Significant(low, digits), Significant(high, digits))})"
            : IntervalFixed(value, low, high, decimals);
    }

    /// <summary>As <see cref="Interval"/> with a given number of decimals.</summary>
    public static string IntervalFixed(double value, double low, double high, int decimals) =>
        double.IsFinite(low) && double.IsFinite(high)
            ? $"{Fixed(value, decimals)} ({Range(Fixed(low, decimals), Fixed(high, decimals))})"
            : Fixed(value, decimals);

    /// <summary>Number and unit with a narrow no-break space between them: "12.3 ms".</summary>
    public static string WithUnit(string number, string unit) =>
        unit.Length == 0 ? number : number + UnitSpace + unit;

    /// <summary>A tick label: as few digits as the value needs, at most six significant.</summary>
    public static string Tick(double value)
    {
        if (value == 0)
            return "0";

        var magnitude = Math.Abs(value);
        return magnitude is < 1e-4 or >= 1e9
            ? value.ToString("0.#####E+0", CultureInfo.InvariantCulture)
            : Math.Round(value, Math.Clamp(Decimals(value, 6), 0, MostDecimals))
                .ToString("#,0.##########", CultureInfo.InvariantCulture);
    }

    /// <summary>A tick label on a linear axis: as many decimals as its step needs, so that all labels of the axis have the same.</summary>
    public static string Tick(double value, double step)
    {
        var decimals = 0;
        for (var scaled = Math.Abs(step); decimals < 9 && Math.Abs(scaled - Math.Round(scaled)) > 1e-6 * scaled; scaled *= 10)
            decimals++;
        return Math.Abs(value) < 1e9 && decimals < 9 ? Fixed(value, decimals) : Tick(value);
    }

    /// <summary>The shortest text that reads back as the same number: what CSV and JSON carry.</summary>
    public static string Exact(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : string.Empty;

    private static string Range(string low, string high) =>
        low[0] == '-' || high[0] == '-' ? $"{low} to {high}" : $"{low}-{high}";

    private static string? Special(double value) =>
        double.IsNaN(value) ? NotEstablished : double.IsInfinity(value) ? (value > 0 ? "unbounded" : "-unbounded") : null;

    private static int Decimals(double value, int digits)
    {
        if (value == 0)
            return 0;

        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        // 9.996 with three digits prints as 10.0, not 10.00: rounding may lift the number into the next decade.
        if (Math.Abs(value) * Math.Pow(10, digits - 1 - exponent) >= Math.Pow(10, digits) - 0.5)
            exponent++;
        return Math.Max(0, digits - 1 - exponent);
    }

    private static void CheckDigits(int digits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 15);
    }
}
