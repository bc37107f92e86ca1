namespace Sim.Core.Random.Distributions;

/// <summary>A positive law of any squared coefficient of variation: 1/shape.</summary>
/// <remarks>Sampled exactly by rejection. Source: Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000.</remarks>
public sealed class Gamma : Distribution
{
    private readonly double _scale;
    private readonly double _inverseShape;
    private readonly double _d;
    private readonly double _c;

    /// <summary>A gamma law by shape and mean, as <see cref="Erlang"/>.</summary>
    /// <param name="shape">Shape, above 0; a whole number gives the Erlang law.</param>
    /// <param name="mean">The mean, above 0.</param>
    public Gamma(double shape, double mean)
    {
        LawParameter.Positive(shape, "gamma", "the shape");
        Mean = LawParameter.Positive(mean, "gamma", "the mean");
        Variance = mean * mean / shape;
        _scale = mean / shape;
        _inverseShape = shape < 1 ? 1 / shape : 0;
        _d = (shape < 1 ? shape + 1 : shape) - (1.0 / 3);
        _c = 1 / Math.Sqrt(9 * _d);
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <inheritdoc />
    public override bool IsMonotone => false;

    /// <inheritdoc />
    public override double Sample(RngStream stream)
    {
        double cube;
        while (true)
        {
            var x = stream.NextNormal();
            var root = 1 + (_c * x);
            if (root <= 0) continue;
            cube = root * root * root;
            var square = x * x;
            var u = stream.NextPositiveUniform();

            // The quick test keeps a little less than the exact one and is true 98 times in a hundred.
            if (u < 1 - (0.0331 * square * square)) break;
            if (PortableMath.Log(u) < (square / 2) + (_d * (1 - cube + PortableMath.Log(cube)))) break;
        }

        // Below shape 1 the law is that of shape + 1 times U^(1/shape).
        var shrink = _inverseShape > 0 ? Math.Exp(-_inverseShape * stream.NextExponential()) : 1;
        return _d * cube * shrink * _scale;
    }
}
