namespace Sim.Core.Random.Distributions;

/// <summary>A power-law tail: P(X > x) = (minimum/x)^shape; by inversion.</summary>
/// <remarks>The mean is infinite up to shape 1 and the variance up to shape 2: no interval of a mean can be trusted there.</remarks>
/// <param name="shape">Tail index, above 0; smaller is heavier.</param>
/// <param name="minimum">The smallest value, above 0.</param>
public sealed class Pareto(double shape, double minimum) : Distribution
{
    private readonly double _shape = LawParameter.Positive(shape, "Pareto", "the shape");
    private readonly double _minimum = LawParameter.Positive(minimum, "Pareto", "the minimum");

    /// <inheritdoc />
    public override double Mean => _shape > 1 ? _shape * _minimum / (_shape - 1) : double.PositiveInfinity;

    /// <inheritdoc />
    public override double Variance =>
        _shape > 2 ? _minimum * _minimum * _shape / ((_shape - 1) * (_shape - 1) * (_shape - 2)) : double.PositiveInfinity;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => _minimum * Math.Exp(stream.NextExponential() / _shape);
}
