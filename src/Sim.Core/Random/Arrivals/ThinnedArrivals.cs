using Sim.Core.Diagnostics;
using Sim.Core.Random.Distributions;

namespace Sim.Core.Random.Arrivals;

/// <summary>Poisson arrivals whose rate is any function of time: those of the highest rate, each kept with the share that the rate has of it.</summary>
/// <remarks>Source: Lewis and Shedler, "Simulation of nonhomogeneous Poisson processes by thinning", Naval Research Logistics 26(3), 1979.</remarks>
public sealed class ThinnedArrivals : ArrivalProcess
{
    private readonly Func<double, double> _rateAt;
    private readonly double _highest;
    private double _now;

    /// <summary>The process by its rate function.</summary>
    /// <param name="rateAt">Arrivals per unit of time at a time since the start; 0 .. <paramref name="highest"/>, and not 0 for ever.</param>
    /// <param name="highest">What the rate never exceeds, above 0.</param>
    /// <param name="longRun">The long-run mean of the rate, above 0 and at most <paramref name="highest"/>: the function does not tell it.</param>
    public ThinnedArrivals(Func<double, double> rateAt, double highest, double longRun)
    {
        _rateAt = rateAt;
        _highest = LawParameter.Positive(highest, "thinned arrivals", "the highest rate");
        Rate = longRun > 0 && longRun <= highest ? longRun : throw LawParameter.Wrong("thinned arrivals", "the long-run rate", longRun, "above 0 and not above the highest rate");
    }

    /// <inheritdoc />
    public override double Rate { get; }

    /// <inheritdoc />
    public override double NextGap(RngStream stream)
    {
        var from = _now;
        while (true)
        {
            _now += stream.NextExponential() / _highest;
            var rate = _rateAt(_now);
            Check.That(rate >= 0 && rate <= _highest, "thinned arrivals: the rate function left its range of 0 to the highest rate");
            if (stream.NextUniform() * _highest < rate) return _now - from;
        }
    }
}
