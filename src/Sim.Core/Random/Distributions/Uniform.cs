namespace Sim.Core.Random.Distributions;

/// <summary>Every value between two ends equally likely.</summary>
/// <param name="low">Lower end, included.</param>
/// <param name="high">Upper end, excluded; not below <paramref name="low"/>.</param>
public sealed class Uniform(double low, double high) : Distribution
{
    private readonly double _low = LawParameter.Finite(low, "uniform", "the lower end");

    private readonly double _width = high >= low && double.IsFinite(high - low)
        ? high - low
        : throw LawParameter.Wrong("uniform", "the upper end", high, "finite and not below the lower end");

    /// <inheritdoc />
    public override double Mean => _low + (_width / 2);

    /// <inheritdoc />
    public override double Variance => _width * _width / 12;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => _low + (_width * stream.NextUniform());
}
