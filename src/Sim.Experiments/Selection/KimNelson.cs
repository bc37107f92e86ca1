using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Statistics;
using Sim.Experiments.Analysis;

namespace Sim.Experiments.Selection;

/// <summary>The fully sequential procedure KN: screens alternatives out, replication by replication, until one is left.</summary>
/// <remarks>
/// Chooses the best with probability 1 - α or more whenever it is better than every other by the indifference δ or more; when others are
/// nearer than that, it chooses one within δ of the best with that probability. With h² = 2η(n₀ - 1), η = ½[(2α/(k - 1))^(-2/(n₀ - 1)) - 1] and S² the
/// variance of the paired difference over the first n₀ replications, i goes at r when some remaining l leads it by
/// more than max(0, δ/(2r) (h² S²/δ² - r)) in the mean of r. Common random numbers are allowed and make S² small. The values are taken to be
/// normal. Source: Kim and Nelson, "A fully sequential procedure for indifference-zone selection in simulation", ACM TOMACS 11(3), 2001 (c = 1).
/// </remarks>
public sealed class KimNelson
{
    private readonly double _indifference;
    private readonly double _h2;
    private readonly int _first;
    private readonly int _sign;

    /// <summary>The procedure for k alternatives.</summary>
    /// <param name="alternatives">How many, 2 or more.</param>
    /// <param name="first">Replications n₀ from which the spread is taken, 10 or more.</param>
    /// <param name="indifference">The smallest difference δ that matters, in the metric's unit, above 0.</param>
    /// <param name="confidence">Between 1/k and 1: the probability of a right choice.</param>
    /// <param name="largerIsBetter">Which way is better.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public KimNelson(int alternatives, int first, double indifference, double confidence, bool largerIsBetter)
    {
        if (alternatives < 2) throw Wrong($"the best is sought among 2 alternatives or more; got {alternatives}");
        if (first < 10) throw Wrong($"the spread is taken from 10 replications or more; got {first}");
        if (!(indifference > 0 && double.IsFinite(indifference))) throw Wrong($"an indifference is above 0; got {indifference}");
        if (!(confidence > 1.0 / alternatives && confidence < 1)) throw Wrong($"a confidence lies between the {1.0 / alternatives} of a blind choice and 1; got {confidence}");
        var eta = 0.5 * (Math.Pow(2 * (1 - confidence) / (alternatives - 1), -2.0 / (first - 1)) - 1);
        (_first, _indifference, _h2, _sign) = (first, indifference, 2 * eta * (first - 1), largerIsBetter ? -1 : 1);
    }

    /// <summary>Who is left after as many replications as every remaining alternative has; depends on prefixes only.</summary>
    /// <param name="alternatives">All alternatives; those screened out may have stopped at any number of replications after they went.</param>
    /// <returns>Indices of those left and the replications looked at; one is left when the choice is made.</returns>
    /// <exception cref="ArgumentException">An alternative has fewer than the first replications, or a value is not finite.</exception>
    public (ImmutableArray<int> Left, int Looked) Screen(IReadOnlyList<Alternative> alternatives)
    {
        foreach (var alternative in alternatives)
        {
            if (alternative.Values.Length < _first) throw Wrong($"'{alternative.Name}' has {alternative.Values.Length} replications; the spread is taken from {_first}");
            StudentInterval.DemandUsable(alternative.Values);
        }

        var left = Enumerable.Range(0, alternatives.Count).ToImmutableArray();
        var variances = Variances(alternatives);
        var sums = alternatives.Select(alternative => alternative.Values.Take(_first - 1).Sum()).ToArray();
        for (var r = _first; ; r++)
        {
            if (left.Any(i => alternatives[i].Values.Length < r)) return (left, r - 1);
            foreach (var i in left) sums[i] += alternatives[i].Values[r - 1];
            left = [.. left.Where(i => !left.Any(l => IsBehind(i, l, r)))];
            if (left.Length == 1) return (left, r);
        }

        bool IsBehind(int i, int l, int r)
        {
            if (i == l) return false;
            var margin = Math.Max(0, (_h2 * variances[i, l] / _indifference) - (_indifference * r)) / 2;
            var behind = _sign * (sums[i] - sums[l]);

            // At margin zero the choice is due: of equals the first stays.
            return behind > margin || (margin == 0 && behind == 0 && l < i);
        }
    }

    private double[,] Variances(IReadOnlyList<Alternative> alternatives)
    {
        var variances = new double[alternatives.Count, alternatives.Count];
        for (var i = 0; i < alternatives.Count; i++)
        {
            for (var l = 0; l < i; l++)
            {
                var differences = new Tally();
                for (var r = 0; r < _first; r++) differences.Add(alternatives[i].Values[r] - alternatives[l].Values[r]);
                variances[i, l] = variances[l, i] = differences.Variance;
            }
        }

        return variances;
    }

    private static ArgumentException Wrong(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture), (string?)null);
}
