using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Random.Distributions;

namespace Sim.Core.Random.Arrivals;

/// <summary>Poisson arrivals whose rate changes in steps and repeats: a working day, a nightly backup. Exact, one uniform an arrival.</summary>
/// <remarks>The next arrival is where the rate, added up since the last, reaches an exponential of mean 1. Source: Cinlar, "Introduction to Stochastic Processes", 1975, ch. 4.</remarks>
public sealed class PiecewiseArrivals : ArrivalProcess
{
    private readonly ImmutableArray<double> _lengths;
    private readonly ImmutableArray<double> _rates;
    private readonly double _period;
    private readonly double _perPeriod;
    private int _piece;
    private double _within;

    /// <summary>The process by its pieces; it starts at the beginning of the first.</summary>
    /// <param name="lengths">Length of each piece, above 0.</param>
    /// <param name="rates">Arrivals per unit of time in each piece, 0 or more; one above 0.</param>
    public PiecewiseArrivals(ImmutableArray<double> lengths, ImmutableArray<double> rates)
    {
        if (lengths.Length != rates.Length || lengths.IsEmpty)
            throw LawParameter.Wrong("piecewise arrivals", "the number of rates", rates.Length, string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, lengths.Length)}, one a piece"));
        for (var i = 0; i < lengths.Length; i++)
        {
            _period += LawParameter.Positive(lengths[i], "piecewise arrivals", string.Create(CultureInfo.InvariantCulture, $"length {i}"));
            _perPeriod += lengths[i] * LawParameter.NotNegative(rates[i], "piecewise arrivals", string.Create(CultureInfo.InvariantCulture, $"rate {i}"));
        }

        LawParameter.Positive(_perPeriod, "piecewise arrivals", "the number of arrivals in a period");
        (_lengths, _rates) = (lengths, rates);
    }

    /// <inheritdoc />
    public override double Rate => _perPeriod / _period;

    /// <inheritdoc />
    public override double NextGap(RngStream stream)
    {
        var due = stream.NextExponential();
        var gap = 0.0;
        while (true)
        {
            var left = _lengths[_piece] - _within;
            var wait = due / _rates[_piece];
            if (wait < left)
            {
                _within += wait;
                return gap + wait;
            }

            gap += left;
            due = Math.Max(0, due - (left * _rates[_piece]));
            (_piece, _within) = (_piece + 1 == _lengths.Length ? 0 : _piece + 1, 0);
        }
    }
}
