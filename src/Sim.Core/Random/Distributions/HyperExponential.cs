namespace Sim.Core.Random.Distributions;

/// <summary>Two exponential laws mixed: more variable than exponential. Balanced means, fitted to a coefficient of variation.</summary>
/// <remarks>p = (1 + sqrt((cv² - 1)/(cv² + 1))) / 2 and branch means mean/(2p) and mean/(2(1-p)) give the wanted mean and cv.</remarks>
public sealed class HyperExponential : Distribution
{
    private readonly double _probability;
    private readonly double _firstMean;
    private readonly double _secondMean;

    /// <summary>The balanced two-branch law.</summary>
    /// <param name="mean">The mean, above 0.</param>
    /// <param name="coefficientOfVariation">Standard deviation over mean, 1 or more.</param>
    public HyperExponential(double mean, double coefficientOfVariation)
    {
        LawParameter.Positive(mean, "hyperexponential", "the mean");
        if (!(coefficientOfVariation >= 1) || !double.IsFinite(coefficientOfVariation))
            throw LawParameter.Wrong("hyperexponential", "the coefficient of variation", coefficientOfVariation, "1 or more and finite");
        var squared = coefficientOfVariation * coefficientOfVariation;
        Mean = mean;
        Variance = mean * mean * squared;
        _probability = (1 + Math.Sqrt((squared - 1) / (squared + 1))) / 2;
        _firstMean = mean / (2 * _probability);
        _secondMean = mean / (2 * (1 - _probability));
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <inheritdoc />
    public override double Sample(RngStream stream) =>
        (stream.NextUniform() < _probability ? _firstMean : _secondMean) * stream.NextExponential();
}
