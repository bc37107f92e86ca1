using System.Globalization;

namespace Sim.Experiments.Analysis;

/// <summary>An estimate with an interval that need not be symmetric, and what both rest on; or the reason why there is no ground for one.</summary>
public sealed record IntervalEstimate
{
    private IntervalEstimate(IntervalBasis basis, double confidence) => (Basis, Confidence) = (basis, confidence);

    /// <summary>The estimate in the metric's unit; nothing when not even that is established.</summary>
    public double? Estimate { get; private init; }

    /// <summary>The lower end; nothing after a refusal.</summary>
    public double? Low { get; private init; }

    /// <summary>The upper end; nothing after a refusal.</summary>
    public double? High { get; private init; }

    /// <summary>Share of such intervals that hold the true value, between 0 and 1.</summary>
    public double Confidence { get; }

    /// <summary>What it rests on.</summary>
    public IntervalBasis Basis { get; }

    /// <summary>Why there is no interval; nothing when there is one.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Whether there is an interval.</summary>
    public bool IsEstablished => Refusal is null;

    /// <summary>Half the interval's width; nothing after a refusal.</summary>
    public double? HalfWidth => (High - Low) / 2;

    /// <summary>Whether a value lies within, ends included; never after a refusal.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    /// <summary>An interval that holds its estimate.</summary>
    public static IntervalEstimate Of(double estimate, double low, double high, double confidence, IntervalBasis basis) =>
        new(basis, confidence) { Estimate = estimate, Low = low, High = high };

    /// <summary>No interval, and why.</summary>
    public static IntervalEstimate Refused(string reason, double confidence, IntervalBasis basis, double? estimate = null) =>
        new(basis, confidence) { Estimate = estimate, Refusal = reason };

    /// <inheritdoc />
    public override string ToString() => IsEstablished
        ? string.Create(CultureInfo.InvariantCulture, $"{Estimate:g6} ({Low:g6}-{High:g6}, {Confidence:p0}; {Basis})")
        : string.Create(CultureInfo.InvariantCulture, $"no interval: {Refusal} ({Basis})");
}
