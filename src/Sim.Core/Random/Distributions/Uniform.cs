namespace Sim.Core.Random.Distributions;

/// <summary>Every value between two ends equally likely.</summary>
/// <param name="low">Lower end, included.</param>
/// <param name="high">Upper end, excluded; not below <paramref name="low"/>.</param>
public sealed class Uniform(double low, double high) : Distribution
{
    /// <inheritdoc />
    public override double Mean => (low + high) / 2;

    /// <inheritdoc />
    public override double Variance => (high - low) * (high - low) / 12;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => low + ((high - low) * stream.NextUniform());
}
