using Sim.Core.Diagnostics;
using Sim.Core.Random.Distributions;

namespace Sim.Core.Random.Arrivals;

/// <summary>Independent gaps of any law; the first gap is a whole one, counted from an arrival at time 0.</summary>
/// <param name="gap">The law of the gaps; its mean is above 0.</param>
public sealed class RenewalArrivals(Distribution gap) : ArrivalProcess
{
    private readonly Distribution _gap = gap.Mean > 0 ? gap : throw LawParameter.Wrong("renewal arrivals", "the mean gap", gap.Mean, "above 0");

    /// <inheritdoc />
    public override double Rate => 1 / _gap.Mean;

    /// <inheritdoc />
    public override double NextGap(RngStream stream)
    {
        var next = _gap.Sample(stream);
        Check.That(next >= 0, "renewal arrivals: the law of the gaps gave a negative gap");
        return next;
    }
}
