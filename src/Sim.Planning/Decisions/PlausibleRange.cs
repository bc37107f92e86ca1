using Sim.Models.Parameters;

namespace Sim.Planning.Decisions;

/// <summary>How far inputs are varied in search of a flip; printed with every flip point. The stated low and high of an input widen it.</summary>
public sealed record PlausibleRange
{
    [Parameter("Prices, factors and the number of VMs: from base / factor to base x factor.", Min = 1, Max = 100,
        Certainty = Certainty.Assumed, Source = "list prices of the last three years moved by up to three times")]
    public double PriceFactor { get; init; } = 3;

    [Parameter("Densities: from base / factor to base x factor.", Min = 1, Max = 10, Certainty = Certainty.Assumed, Source = "published density claims stay within twofold")]
    public double DensityFactor { get; init; } = 2;

    [Parameter("Growth: from base minus to base plus this many points a year.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%",
        Certainty = Certainty.Assumed, Source = "wider than the growth of most estates")]
    public double GrowthSpan { get; init; } = 0.3;

    [Parameter("Highest discount rate a year; the lowest is 0.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%",
        Certainty = Certainty.Assumed, Source = "6 to 12 % are common")]
    public double DiscountRateHigh { get; init; } = 0.2;

    [Parameter("Longest dual running, months; the shortest is 0.", Dimension = Dimension.Months, Min = 0, Max = 60, Unit = "months",
        Certainty = Certainty.Assumed, Source = "migrations of 18 to 48 months are reported")]
    public double DualRunningHigh { get; init; } = 48;
}
