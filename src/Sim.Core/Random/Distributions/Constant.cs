using Sim.Core.Diagnostics;

namespace Sim.Core.Random.Distributions;

/// <summary>Always the same value; draws nothing from the stream.</summary>
/// <param name="value">The value.</param>
public sealed class Constant(double value) : Distribution
{
    /// <inheritdoc />
    public override double Mean { get; } = double.IsFinite(value) ? value : throw new SimulationFault("a constant must be finite");

    /// <inheritdoc />
    public override double Variance => 0;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => Mean;
}
