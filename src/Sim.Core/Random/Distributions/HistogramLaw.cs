using System.Collections.Immutable;
using System.Globalization;

namespace Sim.Core.Random.Distributions;

/// <summary>A measured histogram as a law: even within each bucket, and beyond the last edge nothing, an exponential or a Pareto tail. By inversion of one uniform.</summary>
public sealed class HistogramLaw : Distribution
{
    private readonly ImmutableArray<double> _edges;
    private readonly GuideTable _table;
    private readonly double _tailMean;
    private readonly double _tailShape;

    private HistogramLaw(ImmutableArray<double> edges, ImmutableArray<double> counts, double tailCount, double tailMean, double tailShape)
    {
        if (edges.Length != counts.Length + 1) throw LawParameter.Wrong("histogram", "the number of edges", edges.Length, string.Create(CultureInfo.InvariantCulture, $"{counts.Length + 1}, one more than counts"));
        LawParameter.Finite(edges[0], "histogram", "edge 0");
        for (var i = 1; i < edges.Length; i++)
            LawParameter.Above(edges[i], edges[i - 1], "histogram", string.Create(CultureInfo.InvariantCulture, $"edge {i}"), "the edge before it");
        (_edges, _tailMean, _tailShape) = (edges, tailMean, tailShape);
        _table = new GuideTable(LawParameter.Cumulated([.. counts, tailCount], "histogram"));
        (Mean, Variance) = Moments();
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <summary>A histogram that ends at its last edge.</summary>
    /// <param name="edges">Rising edges, one more than counts.</param>
    /// <param name="counts">Weight of each bucket, 0 or more.</param>
    public static HistogramLaw Bounded(ImmutableArray<double> edges, ImmutableArray<double> counts) => new(edges, counts, 0, 0, 0);

    /// <summary>A histogram whose values beyond the last edge exceed it by an exponential time.</summary>
    /// <param name="edges">Rising edges, one more than counts.</param>
    /// <param name="counts">Weight of each bucket, 0 or more.</param>
    /// <param name="tailCount">Weight beyond the last edge, 0 or more.</param>
    /// <param name="meanExcess">Mean excess over the last edge, above 0.</param>
    public static HistogramLaw WithExponentialTail(ImmutableArray<double> edges, ImmutableArray<double> counts, double tailCount, double meanExcess) =>
        new(edges, counts, tailCount, LawParameter.Positive(meanExcess, "histogram", "the mean excess of the tail"), 0);

    /// <summary>A histogram whose values beyond the last edge follow a Pareto law from that edge on.</summary>
    /// <param name="edges">Rising edges, one more than counts; the last above 0.</param>
    /// <param name="counts">Weight of each bucket, 0 or more.</param>
    /// <param name="tailCount">Weight beyond the last edge, 0 or more.</param>
    /// <param name="shape">Tail index, above 0.</param>
    public static HistogramLaw WithParetoTail(ImmutableArray<double> edges, ImmutableArray<double> counts, double tailCount, double shape)
    {
        if (edges.Length > 0) LawParameter.Positive(edges[^1], "histogram", "the last edge, where a Pareto tail starts,");
        return new(edges, counts, tailCount, 0, LawParameter.Positive(shape, "histogram", "the shape of the tail"));
    }

    /// <inheritdoc />
    public override double Sample(RngStream stream)
    {
        var u = stream.NextUniform();
        var cell = _table.CellOf(u);
        var within = (u - _table.Below(cell)) / _table.Weight(cell);
        if (cell < _edges.Length - 1) return _edges[cell] + (within * (_edges[cell + 1] - _edges[cell]));

        // Dividing may round up to 1; the smallest step of a uniform stands for it.
        var excess = -PortableMath.LogOfNormal(Math.Max(1 - within, 1.0 / (1L << 53)));
        return _tailShape > 0 ? _edges[^1] * Math.Exp(excess / _tailShape) : _edges[^1] + (_tailMean * excess);
    }

    private (double Mean, double Variance) Moments()
    {
        var tail = _edges.Length - 1;
        var weight = _table.Weight(tail);
        var law = weight == 0 ? new Constant(_edges[^1])
            : _tailShape > 0 ? (Distribution)new Pareto(_tailShape, _edges[^1])
            : new Shifted(_edges[^1], new Exponential(_tailMean));
        var mean = weight == 0 ? 0 : weight * law.Mean;
        for (var i = 0; i < tail; i++) mean += _table.Weight(i) * (_edges[i] + _edges[i + 1]) / 2;

        // Variance within each part and of the parts' means around the whole.
        var variance = weight == 0 ? 0 : double.IsFinite(law.Variance) ? weight * (law.Variance + ((law.Mean - mean) * (law.Mean - mean))) : double.PositiveInfinity;
        for (var i = 0; i < tail; i++)
        {
            var (width, centre) = (_edges[i + 1] - _edges[i], (_edges[i] + _edges[i + 1]) / 2);
            variance += _table.Weight(i) * ((width * width / 12) + ((centre - mean) * (centre - mean)));
        }

        return (mean, variance);
    }
}
