using Sim.Core.Random.Distributions;

namespace Sim.Core.Random.Arrivals;

/// <summary>Arrivals of many independent sources: memoryless.</summary>
/// <param name="rate">Arrivals per unit of time, above 0.</param>
public sealed class PoissonArrivals(double rate) : ArrivalProcess
{
    /// <inheritdoc />
    public override double Rate { get; } = LawParameter.Positive(rate, "Poisson arrivals", "the rate");

    /// <inheritdoc />
    public override double NextGap(RngStream stream) => stream.NextExponential() / Rate;
}
