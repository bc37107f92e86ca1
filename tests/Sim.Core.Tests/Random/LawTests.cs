using Sim.Core.Diagnostics;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Testing;

namespace Sim.Core.Tests.Random;

public sealed class LawTests
{
    private const int Draws = 400_000;

    public static TheoryData<string> Names => LawCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Closed_forms_are_those_of_theory(string name)
    {
        var (law, mean, variance, _) = LawCase.All[name];
        Assert.Equal(mean, law.Mean, Math.Abs(mean) * 1e-9);
        if (double.IsFinite(variance)) Assert.Equal(variance, law.Variance, variance * 1e-8);
        else Assert.Equal(variance, law.Variance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draws_have_the_mean_and_variance_within_four_standard_errors(string name)
    {
        var law = LawCase.All[name].Law;
        if (!double.IsFinite(law.Variance)) return;                        // no standard error exists; the distribution itself is tested below
        var stream = new RngStream(1, 0, name);
        var values = new double[Draws];
        for (var i = 0; i < Draws; i++) values[i] = law.Sample(stream);
        var mean = values.Average();
        var squares = values.Select(x => (x - law.Mean) * (x - law.Mean)).ToArray();
        var variance = squares.Average();
        var error = Math.Sqrt(squares.Select(x => (x - variance) * (x - variance)).Average() / Draws);   // of the variance, from the sample's fourth moment
        Assert.InRange(Math.Abs(mean - law.Mean), 0, 4 * Math.Sqrt(law.Variance / Draws));
        Assert.InRange(Math.Abs(variance - law.Variance), 0, 4 * error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draws_follow_the_distribution_by_Kolmogorov_Smirnov(string name)
    {
        var (law, _, _, cumulative) = LawCase.All[name];
        if (cumulative is null) return;                                    // atoms: chi-square in DiscreteLawTests
        var stream = new RngStream(2, 0, name);
        Assert.InRange(Goodness.Distance(() => law.Sample(stream), cumulative), 0, Goodness.DistanceBound);
    }

    [Fact]
    public void Kolmogorov_Smirnov_turns_wrong_laws_down()
    {
        // A mean 3 % too large moves the distribution by 0.03/e = 0.011, times sqrt(200,000) = 4.9, above 2.69.
        var stream = new RngStream(2, 0, "wrong");
        var exponential = new Exponential(1.03);
        Assert.True(Goodness.Distance(() => exponential.Sample(stream), x => 1 - Math.Exp(-x)) > Goodness.DistanceBound);

        // Same mean and variance, another shape.
        var gamma = new Gamma(2, 1);
        var logNormal = new LogNormal(1, Math.Sqrt(0.5));
        Assert.Equal(gamma.Variance, logNormal.Variance, 1e-12);
        Assert.True(Goodness.Distance(() => logNormal.Sample(stream), x => MathNet.Numerics.Distributions.Gamma.CDF(2, 2, x)) > Goodness.DistanceBound);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_monotone_law_is_negatively_correlated_with_its_antithetic_twin(string name)
    {
        var law = LawCase.All[name].Law;
        if (!law.IsMonotone || law.Variance == 0) return;
        const int n = 100_000;
        var (plain, mirrored) = (new RngStream(3, 0, name), new RngStream(3, 0, name, antithetic: true));
        var centre = double.IsFinite(law.Variance) ? law.Mean : 0;
        var (sum, square) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            // Ranks instead of values where there is no variance: the logarithm keeps the order.
            var (x, y) = (law.Sample(plain), law.Sample(mirrored));
            if (centre == 0 && !double.IsFinite(law.Variance)) (x, y) = (Math.Log(x) - Math.Log(2) - (1 / 1.5), Math.Log(y) - Math.Log(2) - (1 / 1.5));
            else (x, y) = (x - centre, y - centre);
            sum += x * y;
            square += x * y * x * y;
        }

        Assert.Equal(plain.Drawn, mirrored.Drawn);                         // in step
        Assert.True(sum < -4 * Math.Sqrt(square), $"covariance {sum / n} is not below 0 by four standard errors");
    }

    [Fact]
    public void Every_law_and_only_rejections_and_mixtures_are_not_monotone() => Assert.Equal(
        ["gamma 0.3", "gamma 1", "gamma 7.5", "half normal", "mixture", "truncated normal, little kept", "truncated normal, much kept", "truncated normal, tail only", "zipf 1", "zipf 2.5"],
        LawCase.All.Where(entry => !entry.Value.Law.IsMonotone).Select(entry => entry.Key));

    [Fact]
    public void Sampling_allocates_nothing()
    {
        var laws = LawCase.All.Values.Select(entry => entry.Law).ToArray();
        var stream = new RngStream(4, 0, "allocation");
        var sum = 0.0;
        Draw();
        Assert.Equal(0, Allocations.Of(Draw));
        Assert.True(double.IsFinite(sum));

        void Draw()
        {
            for (var i = 0; i < 20_000; i++)
            {
                foreach (var law in laws) sum += law.Sample(stream);
            }
        }
    }

    [Fact]
    public void A_heavy_tail_says_that_it_has_no_mean_or_variance()
    {
        Assert.Equal(double.PositiveInfinity, new Pareto(1, 1).Mean);
        Assert.Equal(double.PositiveInfinity, new Pareto(2, 1).Variance);
        Assert.Equal(double.PositiveInfinity, HistogramLaw.WithParetoTail([0, 1], [1], 1, 2).Variance);
        Assert.Equal(double.PositiveInfinity, HistogramLaw.WithParetoTail([0, 1], [1], 1, 1).Mean);
        Assert.Equal(double.PositiveInfinity, new Mixture([new Constant(1), new Pareto(1, 1)], [1, 1]).Mean);
        Assert.Equal(double.PositiveInfinity, new Mixture([new Constant(1), new Pareto(1.5, 1)], [1, 1]).Variance);
        Assert.Equal(1, new Mixture([new Constant(1), new Pareto(1, 1)], [1, 0]).Mean);
    }

    [Fact]
    public void Bounded_laws_stay_within_their_ends()
    {
        var stream = new RngStream(5, 0, "ends");
        var (pareto, steep, triangle) = (new BoundedPareto(1.1, 1, 3), new BoundedPareto(40, 1, 1e6), new Triangular(0, 0, 1));
        for (var i = 0; i < 200_000; i++)
        {
            Assert.InRange(pareto.Sample(stream), 1, 3);
            Assert.InRange(steep.Sample(stream), 1, 1e6);
            Assert.InRange(triangle.Sample(stream), 0, 1);
        }
    }

    [Fact]
    public void A_wrong_parameter_is_named_with_its_value_and_range()
    {
        AssertFault("normal: the standard deviation is -1, it must be 0 or more and finite", () => new Normal(0, -1));
        AssertFault("normal: the mean is NaN, it must be finite", () => new Normal(double.NaN, 1));
        AssertFault("truncated normal: the location is -31, it must be at least -30 standard deviations", () => new TruncatedNormal(-31, 1));
        AssertFault("gamma: the shape is 0, it must be above 0 and finite", () => new Gamma(0, 1));
        AssertFault("Weibull: the scale is -2, it must be above 0 and finite", () => new Weibull(1, -2));
        AssertFault("Pareto: the minimum is 0, it must be above 0 and finite", () => new Pareto(1, 0));
        AssertFault("bounded Pareto: the upper end is 2, it must be finite and above the lower end 2", () => new BoundedPareto(1, 2, 2));
        AssertFault("triangular: the mode is 7, it must be between the ends", () => new Triangular(0, 7, 6));
        AssertFault("Zipf: the number of ranks is 0, it must be from 1 to 2^51", () => new Zipf(0, 1));
        AssertFault("Zipf: the exponent is 0, it must be above 0 and finite", () => new Zipf(10, 0));
        AssertFault("discrete empirical: value 1 is 3, it must be finite and above the value before it 3", () => new DiscreteEmpirical([3, 3], [1, 1]));
        AssertFault("discrete empirical: weight 1 is -1, it must be 0 or more and finite", () => new DiscreteEmpirical([3, 4], [1, -1]));
        AssertFault("discrete empirical: the number of weights is 1, it must be 2, one a value", () => new DiscreteEmpirical([3, 4], [1]));
        AssertFault("discrete empirical needs one weight or more", () => new DiscreteEmpirical([], []));
        AssertFault("histogram: the number of edges is 2, it must be 3, one more than counts", () => HistogramLaw.Bounded([0, 1], [1, 1]));
        AssertFault("histogram: the sum of weights is 0, it must be above 0 and finite", () => HistogramLaw.Bounded([0, 1], [0]));
        AssertFault("histogram: the last edge, where a Pareto tail starts, is 0, it must be above 0 and finite", () => HistogramLaw.WithParetoTail([-1, 0], [1], 1, 2));
        AssertFault("mixture: the number of weights is 2, it must be 1, one a law", () => new Mixture([new Constant(1)], [1, 1]));
        AssertFault("Erlang mixture: the number of steps is 1, it must be 2 or more", () => new ErlangMixture(1, 0, 1));
        AssertFault("two-phase law: the probability of the second phase is 1.5, it must be from 0 to 1", () => new TwoPhase(1, 1, 1.5));
        AssertFault("exponential: the mean is 0, it must be above 0 and finite", () => new Exponential(0));
        AssertFault("hyperexponential: the coefficient of variation is 0.5, it must be 1 or more and finite", () => new HyperExponential(1, 0.5));
    }

    internal static void AssertFault(string message, Func<object> make) => Assert.Equal(message, Assert.Throws<SimulationFault>(make).Message);
}
