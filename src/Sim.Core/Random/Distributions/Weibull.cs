namespace Sim.Core.Random.Distributions;

/// <summary>Time to failure whose hazard rises (shape above 1) or falls (below 1) with age; by inversion.</summary>
public sealed class Weibull : Distribution
{
    private readonly double _inverseShape;
    private readonly double _scale;

    /// <summary>A Weibull law by shape and scale.</summary>
    /// <param name="shape">Shape k, above 0; 1 is the exponential law.</param>
    /// <param name="scale">Scale, above 0: 63.2 % of draws are below it.</param>
    public Weibull(double shape, double scale)
    {
        _inverseShape = 1 / LawParameter.Positive(shape, "Weibull", "the shape");
        _scale = LawParameter.Positive(scale, "Weibull", "the scale");
        var first = Math.Exp(SpecialFunctions.LogGamma(1 + _inverseShape));
        Mean = scale * first;
        Variance = scale * scale * (Math.Exp(SpecialFunctions.LogGamma(1 + (2 * _inverseShape))) - (first * first));
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <inheritdoc />
    public override double Sample(RngStream stream) => _scale * Math.Pow(stream.NextExponential(), _inverseShape);
}
