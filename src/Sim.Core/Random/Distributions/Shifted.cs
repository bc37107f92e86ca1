namespace Sim.Core.Random.Distributions;

/// <summary>Another law and a constant beside it: a fixed path cost before a random service.</summary>
/// <param name="offset">What is added to every draw.</param>
/// <param name="law">The law.</param>
public sealed class Shifted(double offset, Distribution law) : Distribution
{
    private readonly double _offset = LawParameter.Finite(offset, "shifted law", "the offset");

    /// <inheritdoc />
    public override double Mean => _offset + law.Mean;

    /// <inheritdoc />
    public override double Variance => law.Variance;

    /// <inheritdoc />
    public override bool IsMonotone => law.IsMonotone;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => _offset + law.Sample(stream);
}
