using Sim.Models.Parameters;

namespace Sim.Estate.Demand;

/// <summary>A share between 0 and 1, written in percent.</summary>
public sealed record FractionBand : IBand
{
    /// <inheritdoc />
    [Parameter("One VM in ten is below.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%")]
    public required double P10 { get; init; }

    /// <inheritdoc />
    [Parameter("The median VM.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%")]
    public required double P50 { get; init; }

    /// <inheritdoc />
    [Parameter("One VM in ten is above.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%")]
    public required double P90 { get; init; }

    /// <inheritdoc />
    [Parameter("One VM in twenty is above.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%")]
    public required double P95 { get; init; }

    /// <inheritdoc />
    [Parameter("How sure the band is.")]
    public required Certainty Certainty { get; init; }

    /// <inheritdoc />
    [Parameter("Where the band comes from.")]
    public required string Source { get; init; }
}
