namespace Sim.Core.Random.Distributions;

/// <summary>Always the same value; draws nothing from the stream.</summary>
/// <param name="value">The value.</param>
public sealed class Constant(double value) : Distribution
{
    /// <inheritdoc />
    public override double Mean { get; } = LawParameter.Finite(value, "constant", "the value");

    /// <inheritdoc />
    public override double Variance => 0;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => Mean;
}
