namespace Sim.Core.Random.Distributions;

/// <summary>An exponential phase, then with some probability a second one (Coxian of order 2): the smallest law that meets three moments.</summary>
/// <remarks>Both phases are drawn each time, so that streams stay in step.</remarks>
public sealed class TwoPhase : Distribution
{
    private readonly double _first;
    private readonly double _second;
    private readonly double _continues;

    /// <summary>The law by its phases.</summary>
    /// <param name="firstMean">Mean of the first phase, above 0.</param>
    /// <param name="secondMean">Mean of the second phase, above 0.</param>
    /// <param name="continues">Probability of the second phase, 0 .. 1.</param>
    public TwoPhase(double firstMean, double secondMean, double continues)
    {
        _first = LawParameter.Positive(firstMean, "two-phase law", "the mean of the first phase");
        _second = LawParameter.Positive(secondMean, "two-phase law", "the mean of the second phase");
        _continues = LawParameter.Share(continues, "two-phase law", "the probability of the second phase");
    }

    /// <inheritdoc />
    public override double Mean => _first + (_continues * _second);

    /// <inheritdoc />
    public override double Variance => (_first * _first) + (_second * _second * _continues * (2 - _continues));

    /// <summary>The third raw moment, E[X³].</summary>
    public double ThirdMoment
    {
        get
        {
            // E[(a A + b B)³] with A, B exponential of mean 1 (moments 1, 2, 6) and b counted with its probability.
            var (a, b) = (_first, _second);
            return (6 * a * a * a) + (_continues * ((6 * a * a * b) + (6 * a * b * b) + (6 * b * b * b)));
        }
    }

    /// <inheritdoc />
    public override double Sample(RngStream stream)
    {
        var continues = stream.NextUniform() < _continues;
        var (first, second) = (stream.NextExponential(), stream.NextExponential());
        return (_first * first) + (continues ? _second * second : 0);
    }
}
