using System.Globalization;
using System.Text.RegularExpressions;

namespace Sim.Estate.RvTools;

/// <summary>Reads numbers that a workbook holds as text: invariant first, then with the separators of other countries.</summary>
internal static partial class NumberText
{
    /// <summary>Reads a number.</summary>
    /// <param name="text">The cell; a trailing percent sign and surrounding blanks are ignored.</param>
    /// <param name="isWhole">Whether the column holds whole numbers: then a separator before exactly three digits groups thousands.</param>
    /// <param name="value">The number.</param>
    /// <param name="isForeign">Whether separators had to be interpreted.</param>
    public static bool TryRead(string text, bool isWhole, out double value, out bool isForeign)
    {
        isForeign = false;
        text = text.Replace('\u00a0', ' ').Replace('\u202f', ' ').Trim().TrimEnd('%').TrimEnd();
        if (isWhole && Grouped().IsMatch(text))
        {
            isForeign = true;
            var digits = string.Concat(text.Where(c => char.IsAsciiDigit(c) || c == '-'));
            return double.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        }

        if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value)) return double.IsFinite(value);
        isForeign = true;
        if (CommaThenPoint().IsMatch(text)) text = text.Replace(",", "", StringComparison.Ordinal);
        else if (DecimalComma().IsMatch(text))
            text = text.Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace(',', '.');
        else return false;
        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    [GeneratedRegex(@"^-?\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3})+|(?: \d{3})+|(?:'\d{3})+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^-?\d{1,3}(?:,\d{3})+\.\d+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CommaThenPoint();

    [GeneratedRegex(@"^-?(?:\d+|\d{1,3}(?:[. ]\d{3})+),\d+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DecimalComma();
}
