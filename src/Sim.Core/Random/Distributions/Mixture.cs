using System.Collections.Immutable;
using System.Globalization;

namespace Sim.Core.Random.Distributions;

/// <summary>One of several laws, chosen anew for every draw: reads and writes, hits and misses, a hyperexponential law of any number of branches.</summary>
public sealed class Mixture : Distribution
{
    private readonly ImmutableArray<Distribution> _laws;
    private readonly GuideTable _table;

    /// <summary>The laws and how often each is chosen.</summary>
    /// <param name="laws">One law or more.</param>
    /// <param name="weights">One weight a law, 0 or more; they need not sum to 1.</param>
    public Mixture(ImmutableArray<Distribution> laws, ImmutableArray<double> weights)
    {
        if (laws.Length != weights.Length) throw LawParameter.Wrong("mixture", "the number of weights", weights.Length, string.Create(CultureInfo.InvariantCulture, $"{laws.Length}, one a law"));
        _laws = laws;
        _table = new GuideTable(LawParameter.Cumulated(weights, "mixture"));
        var (mean, variance) = (0.0, 0.0);
        for (var i = 0; i < laws.Length; i++)
        {
            if (_table.Weight(i) > 0) mean += _table.Weight(i) * laws[i].Mean;
        }

        for (var i = 0; i < laws.Length && double.IsFinite(mean); i++)
        {
            if (_table.Weight(i) > 0) variance += _table.Weight(i) * (laws[i].Variance + ((laws[i].Mean - mean) * (laws[i].Mean - mean)));
        }

        (Mean, Variance) = (mean, double.IsFinite(mean) ? variance : double.PositiveInfinity);
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <summary>False: the laws need not be ordered, nor take equally many uniforms.</summary>
    public override bool IsMonotone => false;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => _laws[_table.CellOf(stream.NextUniform())].Sample(stream);
}
