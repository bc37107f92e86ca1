namespace Sim.Reporting.Tables;

/// <summary>How a column prints its numbers.</summary>
public sealed record NumberFormat
{
    private readonly int _digits;
    private readonly bool _isFixed;

    private NumberFormat(int digits, bool isFixed) => (_digits, _isFixed) = (digits, isFixed);

    /// <summary>Three significant digits.</summary>
    public static NumberFormat Default { get; } = Significant(3);

    /// <summary>Whole numbers, thousands grouped.</summary>
    public static NumberFormat Whole { get; } = Fixed(0);

    /// <summary>A number of significant digits, 1 to 15; digits before the point are never rounded away.</summary>
    public static NumberFormat Significant(int digits) => new(digits, isFixed: false);

    /// <summary>A number of decimals, 0 to 15.</summary>
    public static NumberFormat Fixed(int decimals) => new(decimals, isFixed: true);

    /// <summary>The number as text, with its interval where both ends are finite.</summary>
    public string Text(double value, double low = double.NaN, double high = double.NaN) => _isFixed
        ? NumberText.IntervalFixed(value, low, high, _digits)
        : NumberText.Interval(value, low, high, _digits);
}
