namespace Sim.Core.Random.Distributions;

/// <summary>A product of many small influences: the usual shape of service demands.</summary>
/// <remarks>With cv² = exp(s²) - 1 and mean = exp(m + s²/2), where m and s are mean and deviation of the logarithm.</remarks>
public sealed class LogNormal : Distribution
{
    private readonly double _mu;
    private readonly double _sigma;

    /// <summary>A lognormal law by its own mean and coefficient of variation.</summary>
    /// <param name="mean">The mean, above 0.</param>
    /// <param name="coefficientOfVariation">Standard deviation over mean, above 0.</param>
    public LogNormal(double mean, double coefficientOfVariation)
    {
        LawParameter.Positive(mean, "lognormal", "the mean");
        LawParameter.Positive(coefficientOfVariation, "lognormal", "the coefficient of variation");
        Mean = mean;
        Variance = mean * mean * coefficientOfVariation * coefficientOfVariation;
        _sigma = Math.Sqrt(Math.Log(1 + (coefficientOfVariation * coefficientOfVariation)));
        _mu = Math.Log(mean) - (_sigma * _sigma / 2);
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <inheritdoc />
    public override double Sample(RngStream stream) => Math.Exp(_mu + (_sigma * stream.NextNormal()));
}
