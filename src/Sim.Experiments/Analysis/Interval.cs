using System.Globalization;

namespace Sim.Experiments.Analysis;

/// <summary>A confidence interval from independent replications, symmetric about its estimate.</summary>
/// <param name="Estimate">The estimate, in the metric's unit.</param>
/// <param name="HalfWidth">Distance from the estimate to either end, 0 or more.</param>
/// <param name="Confidence">Share of such intervals that hold the true value, between 0 and 1.</param>
/// <param name="Replications">Replications behind it, 2 or more.</param>
public readonly record struct Interval(double Estimate, double HalfWidth, double Confidence, int Replications)
{
    /// <summary>The lower end.</summary>
    public double Low => Estimate - HalfWidth;

    /// <summary>The upper end.</summary>
    public double High => Estimate + HalfWidth;

    /// <summary>Whether a value lies within, ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Estimate:g6} ± {HalfWidth:g3} ({Confidence:p0}, {Replications} replications)");
}
