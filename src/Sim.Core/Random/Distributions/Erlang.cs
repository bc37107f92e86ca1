namespace Sim.Core.Random.Distributions;

/// <summary>A chain of equal exponential steps: between exponential (one step) and constant (many).</summary>
/// <param name="steps">Steps, 1 or more.</param>
/// <param name="mean">The mean of the whole chain, above 0.</param>
public sealed class Erlang(int steps, double mean) : Distribution
{
    private readonly int _steps = steps > 0 ? steps : throw LawParameter.Wrong("Erlang", "the number of steps", steps, "1 or more");

    /// <inheritdoc />
    public override double Mean { get; } = LawParameter.Positive(mean, "Erlang", "the mean");

    /// <inheritdoc />
    public override double Variance => Mean * Mean / _steps;

    /// <inheritdoc />
    public override double Sample(RngStream stream)
    {
        var sum = 0.0;
        for (var i = 0; i < _steps; i++) sum += stream.NextExponential();
        return sum * Mean / _steps;
    }
}
