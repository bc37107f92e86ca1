using System.Globalization;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Calendar months as a number line: 12 a year, days as fractions of their month.</summary>
internal static class MonthScale
{
    private static readonly ImmutableArray<int> Steps = [1, 2, 3, 6, 12, 24, 60, 120];
    private const int MostLabels = 9;

    public static double ToX(DateOnly date) =>
        12 * date.Year + date.Month - 1 + (date.Day - 1) / (double)DateTime.DaysInMonth(date.Year, date.Month);

    public static string Label(double x)
    {
        var month = (int)Math.Round(x);
        return new DateOnly(month / 12, month % 12 + 1, 1).ToString("MMM yyyy", CultureInfo.InvariantCulture);
    }

    public static double StepFor(double months) =>
        Steps.FirstOrDefault(s => months / s <= MostLabels, Steps[^1]);
}
