using BenchmarkDotNet.Attributes;
using Sim.Core.Random;
using Sim.Core.Random.Arrivals;
using Sim.Core.Random.Distributions;
using Sim.Core.Time;

namespace Sim.Benchmarks;

/// <summary>What chance costs: one draw of each kind. The first two are in every hot loop.</summary>
[MemoryDiagnoser]
public class Draws
{
    private const int Count = 100_000;
    private readonly RngStream _stream = new(1, 0, "draws");
    private readonly Exponential _exponential = new(1);
    private readonly Dictionary<string, Distribution> _laws = new(StringComparer.Ordinal)
    {
        ["exponential"] = new Exponential(1),
        ["lognormal"] = new LogNormal(1, 1),
        ["gamma"] = new Gamma(2.5, 1),
        ["weibull"] = new Weibull(0.7, 1),
        ["bounded pareto"] = new BoundedPareto(1.2, 1, 1_000),
        ["histogram"] = HistogramLaw.WithParetoTail([0, 1, 2, 4, 8], [5, 20, 10, 3], 1, 2.5),
        ["zipf"] = new Zipf(1_000_000_000, 0.99),
    };

    private readonly MarkovianArrivals _bursts = MarkovianArrivals.Alternating(10, 1, 1, 4);

    /// <summary>Names of the laws.</summary>
    public IEnumerable<string> Laws => _laws.Keys;

    /// <summary>Uniform, 53 bits.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public double Uniform()
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++) sum += _stream.NextUniform();
        return sum;
    }

    /// <summary>Exponential by our own logarithm.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public double Exponential()
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++) sum += _stream.NextExponential();
        return sum;
    }

    /// <summary>Exponential by the C library's logarithm, for comparison.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public double ExponentialByLibrary()
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++) sum -= Math.Log(_stream.NextPositiveUniform());
        return sum;
    }

    /// <summary>Exponential as a simulated time: through a law and rounded to picoseconds.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public long ExponentialTime()
    {
        var sum = 0L;
        for (var i = 0; i < Count; i++) sum += SimDuration.FromMicroseconds(_exponential.Sample(_stream)).Picoseconds;
        return sum;
    }

    /// <summary>One law, called as a model calls it.</summary>
    /// <param name="law">Which.</param>
    [Benchmark(OperationsPerInvoke = Count)]
    [ArgumentsSource(nameof(Laws))]
    public double Law(string law)
    {
        var sum = 0.0;
        var chosen = _laws[law];
        for (var i = 0; i < Count; i++) sum += chosen.Sample(_stream);
        return sum;
    }

    /// <summary>A gap between bursty arrivals.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public double Bursts()
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++) sum += _bursts.NextGap(_stream);
        return sum;
    }
}
