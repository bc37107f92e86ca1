namespace Sim.Core.Random.Distributions;

/// <summary>The bell curve; may be negative, so not for times.</summary>
/// <param name="mean">The mean.</param>
/// <param name="deviation">The standard deviation, 0 or more.</param>
public sealed class Normal(double mean, double deviation) : Distribution
{
    private readonly double _deviation = LawParameter.NotNegative(deviation, "normal", "the standard deviation");

    /// <inheritdoc />
    public override double Mean { get; } = LawParameter.Finite(mean, "normal", "the mean");

    /// <inheritdoc />
    public override double Variance => _deviation * _deviation;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => Mean + (_deviation * stream.NextNormal());
}
