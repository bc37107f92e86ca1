using CsCheck;
using Sim.Core.Random.Distributions;

namespace Sim.Core.Tests.Random;

public sealed class LawFitTests
{
    [Theory]
    [InlineData(0, typeof(Constant))]
    [InlineData(0.005, typeof(Gamma))]
    [InlineData(0.01, typeof(ErlangMixture))]
    [InlineData(0.3, typeof(ErlangMixture))]
    [InlineData(0.5, typeof(ErlangMixture))]
    [InlineData(0.97, typeof(ErlangMixture))]
    [InlineData(1, typeof(Exponential))]
    [InlineData(1.01, typeof(HyperExponential))]
    [InlineData(30, typeof(HyperExponential))]
    public void Two_moments_are_met_by_the_law_of_the_rule(double scv, Type kind)
    {
        var law = LawFit.ByTwoMoments(7, scv);
        Assert.IsType(kind, law);
        Assert.Equal(7, law.Mean, 1e-12);
        Assert.Equal(scv, law.SquaredVariation, 1e-12 * Math.Max(1, scv));
    }

    [Fact]
    public void Any_two_moments_are_met() => Gen.Select(Gen.Double[0.001, 1_000], Gen.Double[0, 20]).Sample(
        (mean, scv) =>
        {
            var law = LawFit.ByTwoMoments(mean, scv);
            return Math.Abs(law.Mean - mean) <= 1e-10 * mean && Math.Abs(law.SquaredVariation - scv) <= 1e-9;
        },
        iter: 2_000);

    [Fact]
    public void The_moments_of_any_two_phases_are_met_again() => Gen.Select(Gen.Double[0.01, 10], Gen.Double[0.01, 10], Gen.Double[0.01, 1]).Sample(
        (first, second, continues) =>
        {
            var given = new TwoPhase(first, second, continues);

            // Near an exponential law three moments say nothing about two phases: the fit loses digits like 1/(scv - 1).
            if (Math.Abs(given.SquaredVariation - 1) < 1e-3) return;
            var law = Assert.IsType<TwoPhase>(LawFit.ByThreeMoments(given.Mean, given.SquaredVariation, given.ThirdMoment));
            Assert.Equal(given.Mean, law.Mean, 1e-7 * given.Mean);
            Assert.Equal(given.Variance, law.Variance, 1e-7 * given.Variance);
            Assert.Equal(given.ThirdMoment, law.ThirdMoment, 1e-6 * given.ThirdMoment);
        },
        iter: 2_000);

    [Fact]
    public void Three_moments_of_known_laws()
    {
        Assert.IsType<Exponential>(LawFit.ByThreeMoments(2, 1, 48));        // 6 mean³

        // Erlang of two steps: E[X³] = 2·3·4/8 mean³ = 3 mean³.
        var erlang = Assert.IsType<TwoPhase>(LawFit.ByThreeMoments(2, 0.5, 24));
        Assert.Equal(0.5, erlang.SquaredVariation, 1e-6);
        Assert.Equal(24, erlang.ThirdMoment, 1e-5);

        // Two branches with balanced means, cv 2: E[X³] = 6 (p a³ + (1-p) b³) with p = (1 + sqrt(3/5))/2, a = 1/(2p), b = 1/(2(1-p)).
        var p = (1 + Math.Sqrt(0.6)) / 2;
        var third = 6 * ((p / Math.Pow(2 * p, 3)) + ((1 - p) / Math.Pow(2 * (1 - p), 3)));
        Assert.Equal(third, Assert.IsType<TwoPhase>(LawFit.ByThreeMoments(1, 4, third)).ThirdMoment, 1e-9 * third);
    }

    [Fact]
    public void The_third_moment_is_sampled_too()
    {
        var law = Assert.IsType<TwoPhase>(LawFit.ByThreeMoments(1, 2, 20));
        var stream = new Sim.Core.Random.RngStream(1, 0, "third");
        var cubes = Enumerable.Range(0, 400_000).Select(_ => Math.Pow(law.Sample(stream), 3)).ToArray();
        var error = Math.Sqrt(cubes.Select(cube => (cube - 20) * (cube - 20)).Average() / cubes.Length);
        Assert.InRange(cubes.Average(), 20 - (4 * error), 20 + (4 * error));
    }

    [Fact]
    public void What_no_law_can_meet_is_refused()
    {
        LawTests.AssertFault("fit of two moments: the squared coefficient of variation is -1, it must be 0 or more and finite", () => LawFit.ByTwoMoments(1, -1));
        LawTests.AssertFault("fit of three moments: the squared coefficient of variation is 0.4, it must be 0.5 or more, the least of two phases", () => LawFit.ByThreeMoments(1, 0.4, 2));
        LawTests.AssertFault("fit of three moments: the third moment is 7, it must be 6 mean³ at an scv of 1", () => LawFit.ByThreeMoments(1, 1, 7));
        LawTests.AssertFault("fit of three moments: the third moment is 13, it must be more than 13.5 at this mean and scv", () => LawFit.ByThreeMoments(1, 2, 13));   // 1.5 · 9
        LawTests.AssertFault("fit of three moments: the third moment is 9, it must be nearer to that of an Erlang law at this mean and scv", () => LawFit.ByThreeMoments(1, 0.5, 9));
    }
}
