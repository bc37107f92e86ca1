namespace Sim.Reporting.Tables;

/// <summary>A table cell: text, or a number that may carry an interval and says where it comes from.</summary>
public sealed record ReportCell
{
    private ReportCell()
    {
    }

    /// <summary>A cell with nothing in it.</summary>
    public static ReportCell Empty { get; } = new() { Text = string.Empty };

    /// <summary>A number that nothing supports.</summary>
    public static ReportCell NotEstablished { get; } = new() { Text = NumberText.NotEstablished };

    /// <summary>The text of a text cell; null for a number.</summary>
    public string? Text { get; private init; }

    /// <summary>The number of a numeric cell.</summary>
    public double? Value { get; private init; }

    /// <summary>Lower end of the interval; NaN without one.</summary>
    public double Low { get; private init; } = double.NaN;

    /// <summary>Upper end of the interval; NaN without one.</summary>
    public double High { get; private init; } = double.NaN;

    /// <summary>Where the number comes from.</summary>
    public TruthLabel? Truth { get; private init; }

    /// <summary>Whether the number lies outside the range that calibration covered.</summary>
    public bool IsExtrapolated { get; private init; }

    /// <summary>Whether both ends of an interval are present.</summary>
    public bool HasInterval => double.IsFinite(Low) && double.IsFinite(High);

    /// <summary>A text cell.</summary>
    public static ReportCell Of(string text) => new() { Text = text };

    /// <summary>A numeric cell; NaN prints as "not established".</summary>
    /// <exception cref="ArgumentException">The interval is the wrong way round.</exception>
    public static ReportCell Of(
        double value, TruthLabel? truth = null, double low = double.NaN, double high = double.NaN, bool isExtrapolated = false)
    {
        if (double.IsNaN(value))
            return NotEstablished;
        if (low > high)
            throw new ArgumentException(FormattableString.Invariant($"Interval from {low} to {high} of a table cell is the wrong way round."));
        return new() { Value = value, Truth = truth, Low = low, High = high, IsExtrapolated = isExtrapolated };
    }

    /// <summary>As printed, without the truth label: "42.0 (38.1-45.2)", with " extrapolated" where that holds.</summary>
    public string Print(NumberFormat format) =>
        Value is { } value ? format.Text(value, Low, High) + (IsExtrapolated ? " extrapolated" : string.Empty) : Text ?? string.Empty;
}
