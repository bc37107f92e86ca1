using System.Collections.Immutable;
using System.Globalization;

namespace Sim.Core.Random.Distributions;

/// <summary>Values seen, each as often as seen: block sizes, request classes. By inversion.</summary>
public sealed class DiscreteEmpirical : Distribution
{
    private readonly ImmutableArray<double> _values;
    private readonly GuideTable _table;

    /// <summary>The law by its values and their weights.</summary>
    /// <param name="values">Finite values in rising order.</param>
    /// <param name="weights">Counts or probabilities, one a value, 0 or more; they need not sum to 1.</param>
    public DiscreteEmpirical(ImmutableArray<double> values, ImmutableArray<double> weights)
    {
        if (values.Length != weights.Length) throw LawParameter.Wrong("discrete empirical", "the number of weights", weights.Length, string.Create(CultureInfo.InvariantCulture, $"{values.Length}, one a value"));
        for (var i = 0; i < values.Length; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"value {i}");
            LawParameter.Finite(values[i], "discrete empirical", name);
            if (i > 0) LawParameter.Above(values[i], values[i - 1], "discrete empirical", name, "the value before it");
        }

        _values = values;
        _table = new GuideTable(LawParameter.Cumulated(weights, "discrete empirical"));
        var (mean, square) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++) mean += _table.Weight(i) * values[i];
        for (var i = 0; i < values.Length; i++) square += _table.Weight(i) * (values[i] - mean) * (values[i] - mean);
        (Mean, Variance) = (mean, square);
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <inheritdoc />
    public override double Sample(RngStream stream) => _values[_table.CellOf(stream.NextUniform())];
}
