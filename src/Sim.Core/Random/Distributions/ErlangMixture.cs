namespace Sim.Core.Random.Distributions;

/// <summary>A chain of k - 1 or k equal exponential steps: any squared coefficient of variation from 1/k to 1/(k-1).</summary>
/// <remarks>Source: H. C. Tijms, "A First Course in Stochastic Models", 2003, appendix B. All k steps are drawn each time, so that streams stay in step.</remarks>
public sealed class ErlangMixture : Distribution
{
    private readonly int _steps;
    private readonly double _shorter;
    private readonly double _stepMean;

    /// <summary>The law by its steps and mean.</summary>
    /// <param name="steps">The longer chain, 2 steps or more.</param>
    /// <param name="shorter">Probability of the chain that is one step shorter, 0 .. 1.</param>
    /// <param name="mean">The mean of the whole, above 0.</param>
    public ErlangMixture(int steps, double shorter, double mean)
    {
        _steps = steps >= 2 ? steps : throw LawParameter.Wrong("Erlang mixture", "the number of steps", steps, "2 or more");
        _shorter = LawParameter.Share(shorter, "Erlang mixture", "the probability of the shorter chain");
        Mean = LawParameter.Positive(mean, "Erlang mixture", "the mean");
        _stepMean = mean / (steps - shorter);
        Variance = _stepMean * _stepMean * (steps - shorter + (shorter * (1 - shorter)));
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <inheritdoc />
    public override double Sample(RngStream stream)
    {
        var isLonger = stream.NextUniform() >= _shorter;
        var sum = 0.0;
        for (var i = 1; i < _steps; i++) sum += stream.NextExponential();
        var last = stream.NextExponential();
        return _stepMean * (isLonger ? sum + last : sum);
    }
}
