using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Diagnostics;
using Sim.Core.Random.Distributions;

namespace Sim.Core.Random.Arrivals;

/// <summary>Arrivals steered by a hidden Markov chain (MAP): bursts, on-off sources, correlated gaps. It starts in its long-run state.</summary>
/// <remarks>
/// Hidden[i,j] is the rate of moves from state i to j without an arrival, and arriving[i,j] that of moves (or stays, i = j) with one. A Markov-modulated Poisson process (MMPP)
/// has arrivals that leave the state alone. Source: Fischer and Meier-Hellstern, "The Markov-modulated Poisson process (MMPP) cookbook", Performance
/// Evaluation 18, 1993.
/// </remarks>
public sealed class MarkovianArrivals : ArrivalProcess
{
    private readonly double[] _leaving;
    private readonly GuideTable[] _moves;
    private readonly GuideTable _start;
    private int _state = -1;

    /// <summary>The process by both matrices of rates, per unit of time.</summary>
    /// <param name="hidden">Moves without an arrival: one row a state, 0 or more; the diagonal is 0.</param>
    /// <param name="arriving">Moves with an arrival: one row a state, 0 or more; at least one above 0.</param>
    /// <exception cref="SimulationFault">A matrix is not square, a rate is negative, or some state cannot be reached from some other.</exception>
    public MarkovianArrivals(ImmutableArray<ImmutableArray<double>> hidden, ImmutableArray<ImmutableArray<double>> arriving)
    {
        var n = hidden.Length;
        Demand(hidden, n, "hidden");
        Demand(arriving, n, "arriving");
        for (var i = 0; i < n; i++)
        {
            if (hidden[i][i] != 0) throw LawParameter.Wrong("Markovian arrivals", Name("hidden", i, i), hidden[i][i], "0: staying without an arrival is no event");
        }

        (_leaving, _moves) = (new double[n], new GuideTable[n]);
        for (var i = 0; i < n; i++)
        {
            // Cells 0 .. n-1 move without an arrival, n .. 2n-1 with one.
            _leaving[i] = hidden[i].Sum() + arriving[i].Sum();
            if (!(_leaving[i] > 0)) throw new SimulationFault(string.Create(CultureInfo.InvariantCulture, $"Markovian arrivals: nothing leads out of state {i} and nothing arrives in it"));
            _moves[i] = new GuideTable(LawParameter.Cumulated([.. hidden[i], .. arriving[i]], "Markovian arrivals"));
        }

        LongRun = Stationary(hidden, arriving);
        _start = new GuideTable(LawParameter.Cumulated(LongRun, "Markovian arrivals"));
        var flow = new double[n];
        for (var i = 0; i < n; i++) flow[i] = arriving[i].Sum();
        Rate = LongRun.Zip(flow, (share, rate) => share * rate).Sum();
        if (!(Rate > 0)) throw LawParameter.Wrong("Markovian arrivals", "the long-run rate", Rate, "above 0");
        LimitingDispersion = Dispersion(hidden, arriving, flow);
    }

    /// <inheritdoc />
    public override double Rate { get; }

    /// <summary>The share of time in each state.</summary>
    public ImmutableArray<double> LongRun { get; }

    /// <summary>Variance over mean of the number of arrivals in a long time; 1 for a Poisson process.</summary>
    public double LimitingDispersion { get; }

    /// <summary>A Markov-modulated Poisson process.</summary>
    /// <param name="rates">Arrivals per unit of time in each state, 0 or more.</param>
    /// <param name="moves">Rates of moves between states, one row a state; the diagonal is 0.</param>
    public static MarkovianArrivals Modulated(ImmutableArray<double> rates, ImmutableArray<ImmutableArray<double>> moves) =>
        new(moves, [.. rates.Select((rate, i) => ImmutableArray.CreateRange(rates.Select((_, j) => i == j ? rate : 0)))]);

    /// <summary>A source that alternates between two rates.</summary>
    /// <param name="firstRate">Arrivals per unit of time in the first state.</param>
    /// <param name="firstLength">Mean length of a stay in the first state.</param>
    /// <param name="secondRate">Arrivals per unit of time in the second state.</param>
    /// <param name="secondLength">Mean length of a stay in the second state.</param>
    public static MarkovianArrivals Alternating(double firstRate, double firstLength, double secondRate, double secondLength) => Modulated(
        [firstRate, secondRate],
        [
            [0, 1 / LawParameter.Positive(firstLength, "alternating arrivals", "the length of the first stay")],
            [1 / LawParameter.Positive(secondLength, "alternating arrivals", "the length of the second stay"), 0],
        ]);

    /// <inheritdoc />
    public override double NextGap(RngStream stream)
    {
        if (_state < 0) _state = _start.CellOf(stream.NextUniform());
        var gap = 0.0;
        while (true)
        {
            gap += stream.NextExponential() / _leaving[_state];
            var cell = _moves[_state].CellOf(stream.NextUniform());
            var hasArrived = cell >= _leaving.Length;
            _state = hasArrived ? cell - _leaving.Length : cell;
            if (hasArrived) return gap;
        }
    }

    private static void Demand(ImmutableArray<ImmutableArray<double>> rates, int n, string matrix)
    {
        if (n == 0 || rates.Length != n || rates.Any(row => row.Length != n))
            throw new SimulationFault("Markovian arrivals: both matrices must be square, of one size, and have one state or more");
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) LawParameter.NotNegative(rates[i][j], "Markovian arrivals", Name(matrix, i, j));
        }
    }

    private static string Name(string matrix, int i, int j) => string.Create(CultureInfo.InvariantCulture, $"{matrix}[{i},{j}]");

    private static ImmutableArray<double> Stationary(ImmutableArray<ImmutableArray<double>> hidden, ImmutableArray<ImmutableArray<double>> arriving)
    {
        // Grassmann, Taksar and Heyman 1985: eliminates states without a subtraction, so that small shares keep their digits.
        var n = hidden.Length;
        var rates = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) rates[i, j] = hidden[i][j] + arriving[i][j];
        }

        for (var last = n - 1; last > 0; last--)
        {
            var down = 0.0;
            for (var j = 0; j < last; j++) down += rates[last, j];
            if (!(down > 0)) throw new SimulationFault(string.Create(CultureInfo.InvariantCulture, $"Markovian arrivals: no way leads from state {last} back to a lower one"));
            for (var i = 0; i < last; i++)
            {
                rates[i, last] /= down;
                for (var j = 0; j < last; j++) rates[i, j] += rates[i, last] * rates[last, j];
            }
        }

        var shares = new double[n];
        shares[0] = 1;
        for (var k = 1; k < n; k++)
        {
            for (var i = 0; i < k; i++) shares[k] += shares[i] * rates[i, k];
            if (!(shares[k] > 0)) throw new SimulationFault(string.Create(CultureInfo.InvariantCulture, $"Markovian arrivals: state {k} is never reached from a lower one"));
        }

        var total = shares.Sum();
        return [.. shares.Select(share => share / total)];
    }

    private double Dispersion(ImmutableArray<ImmutableArray<double>> hidden, ImmutableArray<ImmutableArray<double>> arriving, double[] flow)
    {
        // Cookbook eq. 2.14 for a general MAP: 1 - 2 rate + 2/rate pi A x, where x solves (e pi - Q) x = flow and pi x = rate.
        var n = hidden.Length;
        var system = new double[n, n + 1];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) system[i, j] = LongRun[j] - (i == j ? arriving[i][i] - _leaving[i] : hidden[i][j] + arriving[i][j]);
            system[i, n] = flow[i];
        }

        var x = Solve(system, n);
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) sum += LongRun[i] * arriving[i][j] * x[j];
        }

        return 1 - (2 * Rate) + (2 * sum / Rate);
    }

    // Gauss with partial pivoting; the matrix e pi - Q of a connected chain is regular.
    private static double[] Solve(double[,] system, int n)
    {
        for (var column = 0; column < n; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < n; row++)
            {
                if (Math.Abs(system[row, column]) > Math.Abs(system[pivot, column])) pivot = row;
            }

            for (var j = column; j <= n; j++) (system[column, j], system[pivot, j]) = (system[pivot, j], system[column, j]);
            for (var row = column + 1; row < n; row++)
            {
                var factor = system[row, column] / system[column, column];
                for (var j = column; j <= n; j++) system[row, j] -= factor * system[column, j];
            }
        }

        var x = new double[n];
        for (var row = n - 1; row >= 0; row--)
        {
            var sum = system[row, n];
            for (var j = row + 1; j < n; j++) sum -= system[row, j] * x[j];
            x[row] = sum / system[row, row];
        }

        return x;
    }
}
