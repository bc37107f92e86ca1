using System.Collections.Immutable;
using Sim.Core.Random.Distributions;
using Exact = MathNet.Numerics.Distributions;

namespace Sim.Core.Tests.Random;

/// <summary>A law of the engine beside what MathNet, or arithmetic in the comment, says of it.</summary>
/// <param name="Law">Ours.</param>
/// <param name="Mean">The exact mean.</param>
/// <param name="Variance">The exact variance.</param>
/// <param name="Cumulative">The exact distribution function; null for a law with atoms.</param>
internal sealed record LawCase(Distribution Law, double Mean, double Variance, Func<double, double>? Cumulative)
{
    private static readonly ImmutableArray<double> Edges = [0, 1, 2, 4];

    public static IReadOnlyDictionary<string, LawCase> All { get; } = new SortedDictionary<string, LawCase>(StringComparer.Ordinal)
    {
        ["constant"] = new(new Constant(3), 3, 0, null),
        ["uniform"] = new(new Uniform(2, 8), 5, 3, x => (x - 2) / 6),
        ["exponential"] = new(new Exponential(5), 5, 25, x => 1 - Math.Exp(-x / 5)),
        ["erlang 4"] = new(new Erlang(4, 10), 10, 25, x => Exact.Gamma.CDF(4, 0.4, x)),
        ["lognormal 0.5"] = new(new LogNormal(10, 0.5), 10, 25, x => Exact.LogNormal.CDF(Math.Log(10) - (Math.Log(1.25) / 2), Math.Sqrt(Math.Log(1.25)), x)),
        ["normal"] = new(new Normal(-1, 2), -1, 4, x => Exact.Normal.CDF(-1, 2, x)),
        // Half normal: mean sigma sqrt(2/pi), variance sigma² (1 - 2/pi).
        ["half normal"] = new(new TruncatedNormal(0, 3), 3 * Math.Sqrt(2 / Math.PI), 9 * (1 - (2 / Math.PI)), x => (2 * Exact.Normal.CDF(0, 3, x)) - 1),
        ["truncated normal, much kept"] = Truncated(2, 1),
        ["truncated normal, little kept"] = Truncated(-4, 2),
        ["truncated normal, tail only"] = Truncated(-5, 1),
        ["gamma 0.3"] = Moments(new Gamma(0.3, 2), new Exact.Gamma(0.3, 0.15)),
        ["gamma 1"] = Moments(new Gamma(1, 2), new Exact.Gamma(1, 0.5)),
        ["gamma 7.5"] = Moments(new Gamma(7.5, 3), new Exact.Gamma(7.5, 2.5)),
        ["weibull 0.7"] = Moments(new Weibull(0.7, 2), new Exact.Weibull(0.7, 2)),
        ["weibull 2"] = Moments(new Weibull(2, 2), new Exact.Weibull(2, 2)),
        ["pareto 1.5"] = new(new Pareto(1.5, 2), 6, double.PositiveInfinity, x => Exact.Pareto.CDF(2, 1.5, x)),
        ["pareto 9"] = Moments(new Pareto(9, 2), new Exact.Pareto(2, 9)),
        ["bounded pareto 1.1"] = Bounded(1.1, 1, 1_000),
        ["bounded pareto 1"] = new(                                      // mean L H ln(H/L)/(H-L), second moment L H; here 100 ln 100/99, 100
            new BoundedPareto(1, 1, 100), 100 * Math.Log(100) / 99, 100 - Math.Pow(100 * Math.Log(100) / 99, 2), x => (1 - (1 / x)) / 0.99),
        ["triangular"] = Moments(new Triangular(1, 2, 6), new Exact.Triangular(1, 6, 2)),
        ["triangular, mode at an end"] = Moments(new Triangular(1, 1, 6), new Exact.Triangular(1, 6, 1)),
        ["hyperexponential 2"] = new(new HyperExponential(4, 2), 4, 64, x => Balanced(4, 2, x)),
        // Shorter chain (2 steps) with 0.3, longer (3) with 0.7: 2.7 steps of mean 1; variance 2.7 + 0.21.
        ["erlang mixture"] = new(new ErlangMixture(3, 0.3, 2.7), 2.7, 2.91, x => (0.3 * Exact.Gamma.CDF(2, 1, x)) + (0.7 * Exact.Gamma.CDF(3, 1, x))),
        // One phase of mean 1, then with 0.25 one of mean 5: mean 1 + 0.25 5, variance 1 + 0.25 2 25 - 1.25²; the sum of both has survival (5 e^(-x/5) - e^-x)/4.
        ["two phases"] = new(
            new TwoPhase(1, 5, 0.25), 2.25, 1 + 12.5 - (1.25 * 1.25), x => 1 - (0.75 * Math.Exp(-x)) - (0.25 * ((5 * Math.Exp(-x / 5)) - Math.Exp(-x)) / 4)),
        // Weights 1/2, 1/4, 1/4 on [0,1), [1,2), [2,4): mean 0.25 + 0.375 + 0.75; second moment (1/2)(1/3) + (1/4)(7/3) + (1/4)(56/6).
        ["histogram"] = new(
            HistogramLaw.Bounded(Edges, [2, 1, 1]), 1.375, (1.0 / 6) + (7.0 / 12) + (56.0 / 24) - (1.375 * 1.375), x => Polygon(x, 0.5, 0.25, 0.25)),
        // A tenth of all beyond 4, there 4 plus an exponential of mean 2: mean 6, second moment 4 + 36.
        ["histogram, exponential tail"] = new(
            HistogramLaw.WithExponentialTail(Edges, [45, 0, 45], 10, 2), (0.45 * 0.5) + (0.45 * 3) + 0.6,
            (0.45 / 3) + (0.45 * 28 / 3) + (0.1 * 40) - Math.Pow((0.45 * 0.5) + (0.45 * 3) + 0.6, 2),
            x => x < 4 ? Polygon(x, 0.45, 0, 0.45) : 1 - (0.1 * Math.Exp(-(x - 4) / 2))),
        // A fifth beyond 4, there Pareto of shape 5: mean 5 4/4 = 5, second moment 5 16/3.
        ["histogram, Pareto tail"] = new(
            HistogramLaw.WithParetoTail(Edges, [4, 2, 2], 2, 5), (0.4 * 0.5) + (0.2 * 1.5) + (0.2 * 3) + (0.2 * 5),
            (0.4 / 3) + (0.2 * 7 / 3) + (0.2 * 28 / 3) + (0.2 * 80 / 3) - Math.Pow(2.1, 2),
            x => x < 4 ? Polygon(x, 0.4, 0.2, 0.2) : 1 - (0.2 * Math.Pow(4 / x, 5))),
        ["shifted"] = new(new Shifted(2, new Exponential(1)), 3, 1, x => 1 - Math.Exp(2 - x)),
        // 0.25 uniform on [0,2) (mean 1, second moment 4/3), 0.75 exponential of mean 3 (second moment 18).
        ["mixture"] = new(
            new Mixture([new Uniform(0, 2), new Exponential(3)], [1, 3]), 2.5, (1.0 / 3) + 13.5 - 6.25,
            x => (0.25 * Math.Min(1, x / 2)) + (0.75 * (1 - Math.Exp(-x / 3)))),
        // Values 1, 2, 10 with 0.5, 0.25, 0.25: mean 3.5, second moment 0.5 + 1 + 25.
        ["discrete"] = new(new DiscreteEmpirical([1, 2, 5, 10], [2, 1, 0, 1]), 3.5, 26.5 - 12.25, null),
        ["zipf 1"] = Ranks(1_000, 1),
        ["zipf 2.5"] = Ranks(50, 2.5),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    private static LawCase Moments(Distribution law, Exact.IContinuousDistribution exact) => new(law, exact.Mean, exact.Variance, exact.CumulativeDistribution);

    // Mean and variance by Simpson's rule to 12 standard deviations in 400,000 steps: the error is rounding.
    private static LawCase Truncated(double location, double deviation)
    {
        double Density(double x) => Exact.Normal.PDF(location, deviation, x);
        var mass = Exact.Normal.CDF(0, 1, location / deviation);           // P(X > 0) by symmetry: keeps its digits in the tail
        double Moment(int k) => MathNet.Numerics.Integration.SimpsonRule.IntegrateComposite(x => Math.Pow(x, k) * Density(x) / mass, 0, Math.Max(0, location) + (12 * deviation), 400_000);
        var mean = Moment(1);
        return new(new TruncatedNormal(location, deviation), mean, Moment(2) - (mean * mean), x => 1 - (Exact.Normal.CDF(0, 1, (location - x) / deviation) / mass));
    }

    private static LawCase Bounded(double shape, double low, double high)
    {
        var exact = new Exact.TruncatedPareto(low, shape, high);
        return new(new BoundedPareto(shape, low, high), exact.Mean, exact.Variance, exact.CumulativeDistribution);
    }

    private static LawCase Ranks(int count, double exponent)
    {
        var weights = Enumerable.Range(1, count).Select(k => Math.Pow(k, -exponent)).ToArray();
        var total = weights.Sum();
        var mean = weights.Select((weight, i) => weight * (i + 1)).Sum() / total;
        return new(new Zipf(count, exponent), mean, weights.Select((weight, i) => weight * (i + 1 - mean) * (i + 1 - mean)).Sum() / total, null);
    }

    private static double Balanced(double mean, double cv, double x)
    {
        var p = (1 + Math.Sqrt(((cv * cv) - 1) / ((cv * cv) + 1))) / 2;
        return 1 - (p * Math.Exp(-x * 2 * p / mean)) - ((1 - p) * Math.Exp(-x * 2 * (1 - p) / mean));
    }

    private static double Polygon(double x, double first, double second, double third) => x switch
    {
        < 1 => first * x,
        < 2 => first + (second * (x - 1)),
        _ => first + second + (third * (x - 2) / 2),
    };
}
