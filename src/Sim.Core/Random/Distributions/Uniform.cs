using Sim.Core.Diagnostics;

namespace Sim.Core.Random.Distributions;

/// <summary>Every value between two ends equally likely.</summary>
/// <param name="low">Lower end, included.</param>
/// <param name="high">Upper end, excluded; not below <paramref name="low"/>.</param>
public sealed class Uniform(double low, double high) : Distribution
{
    private readonly double _low = double.IsFinite(low) ? low : throw new SimulationFault("a uniform law needs finite ends");

    private readonly double _width = high >= low && double.IsFinite(high - low)
        ? high - low
        : throw new SimulationFault("a uniform law's upper end must be finite and not below its lower end");

    /// <inheritdoc />
    public override double Mean => _low + (_width / 2);

    /// <inheritdoc />
    public override double Variance => _width * _width / 12;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => _low + (_width * stream.NextUniform());
}
