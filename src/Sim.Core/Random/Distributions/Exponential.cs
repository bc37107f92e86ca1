namespace Sim.Core.Random.Distributions;

/// <summary>The time between memoryless happenings.</summary>
/// <param name="mean">The mean, above 0.</param>
public sealed class Exponential(double mean) : Distribution
{
    /// <inheritdoc />
    public override double Mean { get; } = LawParameter.Positive(mean, "exponential", "the mean");

    /// <inheritdoc />
    public override double Variance => Mean * Mean;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => Mean * stream.NextExponential();
}
