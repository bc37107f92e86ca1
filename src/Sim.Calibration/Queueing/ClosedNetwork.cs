using System.Collections.Immutable;

namespace Sim.Calibration.Queueing;

/// <summary>Mean values of a fixed number of requests that circle through stations: what fio does with its queue depth.</summary>
/// <remarks>
/// Without load-dependent stations: exact mean value analysis (Reiser and Lavenberg 1980), O(population x stations); c equal queues chosen at
/// random count as one step of the recursion, S(1 + L/c), which is exact for whole c and interpolates between. With load-dependent stations: the product form by
/// Buzen's convolution (1973), all terms positive and scaled, so that it stays stable where the marginal-probability form of MVA does not.
/// </remarks>
public static class ClosedNetwork
{
    /// <summary>
    /// Up to this population every step is taken. Above it the recursion strides by a sixteenth of the population and carries the queue lengths on along their
    /// slope, whose error is of second order in the stride: below 0.1 % of throughput in most networks, up to 3.5 % where a population beyond it just begins to saturate the queues.
    /// </summary>
    public const int LargestExact = 64;

    private const int StridesPerPopulation = 16;

    /// <summary>Solves for one population.</summary>
    /// <param name="stations">The stations; a request visits each once a round.</param>
    /// <param name="population">Requests in the network, ≥ 1.</param>
    public static ClosedSolution Solve(ImmutableArray<ClosedStation> stations, int population)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(population, 1);
        return stations.Any(station => !station.Speeds.IsEmpty) ? Convolve(stations, population) : Recur(stations, population);
    }

    private static ClosedSolution Recur(ImmutableArray<ClosedStation> stations, int population)
    {
        var state = new Recursion(stations);
        while (state.Population < population)
        {
            var stride = state.Population < LargestExact ? 1 : state.Population / StridesPerPopulation;
            state.Step(Math.Min(stride, population - state.Population));
        }

        return new ClosedSolution(state.Throughput, population / state.Throughput, [.. state.Residence]);
    }

    private static ClosedSolution Convolve(ImmutableArray<ClosedStation> stations, int population)
    {
        // Dividing all services by their sum keeps the normalising constants near one; the scale returns in the throughput.
        var scale = stations.Sum(station => station.Service);
        var factors = stations.Select(station => Factors(station, scale, population)).ToArray();
        var all = Product(factors, -1, population);
        var throughput = all[population - 1] / all[population] / scale;
        var residence = new double[stations.Length];
        for (var k = 0; k < stations.Length; k++)
        {
            var others = Product(factors, k, population);
            double length = 0;
            for (var n = 1; n <= population; n++) length += n * factors[k][n] * others[population - n] / all[population];
            residence[k] = length / throughput;
        }

        return new ClosedSolution(throughput, population / throughput, [.. residence]);
    }

    private static double[] Factors(ClosedStation station, double scale, int population)
    {
        var factors = new double[population + 1];
        factors[0] = 1;
        for (var n = 1; n <= population; n++)
        {
            var speed = station switch
            {
                { Speeds.IsEmpty: false } => station.Speeds[Math.Min(n, station.Speeds.Length) - 1],
                { Queues: double.PositiveInfinity } => n,
                _ => n * station.Queues / (n + station.Queues - 1), // flow-equivalent speed of c queues chosen at random
            };
            factors[n] = factors[n - 1] * station.Service / scale / speed;
        }

        return factors;
    }

    private static double[] Product(double[][] factors, int except, int population)
    {
        var result = new double[population + 1];
        result[0] = 1;
        for (var k = 0; k < factors.Length; k++)
        {
            if (k == except) continue;
            var next = new double[population + 1];
            for (var n = 0; n <= population; n++)
            {
                for (var m = 0; m <= n; m++) next[n] += factors[k][m] * result[n - m];
            }

            result = next;
        }

        return result;
    }

    /// <summary>The state of mean value analysis between two populations.</summary>
    private sealed class Recursion
    {
        private readonly double[] _service;
        private readonly double[] _queues;
        private readonly double[] _residual;
        private readonly double[] _length;
        private readonly double[] _slope;
        private readonly int _bottleneck;
        private readonly double _capacity;

        public Recursion(ImmutableArray<ClosedStation> stations)
        {
            _service = [.. stations.Select(station => station.Service)];
            _queues = [.. stations.Select(station => station.Queues)];
            // An arrival finds one in service that has, on average, (1 + cv^2)/2 of a service left instead of a whole one.
            _residual = [.. stations.Select(station => (1 - station.Variability) / 2)];
            _length = new double[stations.Length];
            _slope = new double[stations.Length];
            Residence = new double[stations.Length];
            for (var k = 1; k < stations.Length; k++)
            {
                if (stations[k].Bottleneck > stations[_bottleneck].Bottleneck) _bottleneck = k;
            }

            _capacity = stations[_bottleneck].Bottleneck;
        }

        public double[] Residence { get; }

        public double Throughput { get; private set; }

        public int Population { get; private set; }

        /// <summary>Adds requests; an arrival sees the network with one request less than there will be (arrival theorem).</summary>
        public void Step(int stride)
        {
            Population += stride;
            double response = 0;
            for (var k = 0; k < _service.Length; k++)
            {
                var seen = _length[k] + ((stride - 1) * _slope[k]);
                var busy = Throughput * _service[k] / _queues[k];
                Residence[k] = _service[k] * (1 + (seen / _queues[k]) - (busy * _residual[k]));
                response += Residence[k];
            }

            // Steady service lets the correction promise more than the queues can do with few requests per queue; capacity is a hard bound.
            if (response < Population * _capacity)
            {
                Residence[_bottleneck] += (Population * _capacity) - response;
                response = Population * _capacity;
            }

            Throughput = Population / response;
            for (var k = 0; k < _length.Length; k++)
            {
                var length = Throughput * Residence[k];
                _slope[k] = (length - _length[k]) / stride;
                _length[k] = length;
            }
        }
    }
}
