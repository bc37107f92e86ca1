using Sim.Models.Parameters;

namespace Sim.Estate.Demand;

/// <summary>Network traffic of one VM, both ways, stored in bits per second.</summary>
public sealed record NetworkBand : IBand
{
    /// <inheritdoc />
    [Parameter("One VM in ten is below.", Dimension = Dimension.BitRate, Min = 0, Max = 1e5, Unit = "Mbit/s")]
    public required double P10 { get; init; }

    /// <inheritdoc />
    [Parameter("The median VM.", Dimension = Dimension.BitRate, Min = 0, Max = 1e5, Unit = "Mbit/s")]
    public required double P50 { get; init; }

    /// <inheritdoc />
    [Parameter("One VM in ten is above.", Dimension = Dimension.BitRate, Min = 0, Max = 1e5, Unit = "Mbit/s")]
    public required double P90 { get; init; }

    /// <inheritdoc />
    [Parameter("One VM in twenty is above.", Dimension = Dimension.BitRate, Min = 0, Max = 1e5, Unit = "Mbit/s")]
    public required double P95 { get; init; }

    /// <inheritdoc />
    [Parameter("How sure the band is.")]
    public required Certainty Certainty { get; init; }

    /// <inheritdoc />
    [Parameter("Where the band comes from.")]
    public required string Source { get; init; }
}
