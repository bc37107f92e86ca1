using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Core.Random;

namespace Sim.Core.Tests.Random;

public sealed class RngStreamTests
{
    private const int Draws = 1_000_000;

    [Fact]
    public void Uniforms_are_uniform_by_chi_square()
    {
        var stream = new RngStream(1, 0, "uniform");
        var cells = new long[1_000];
        for (var i = 0; i < Draws; i++) cells[(int)(stream.NextUniform() * cells.Length)]++;
        ChiSquare.AssertFits(cells, Draws / (double)cells.Length);
        Assert.Equal(Draws, stream.Drawn);
    }

    [Fact]
    public void Successive_pairs_fill_the_square_evenly()
    {
        var stream = new RngStream(1, 0, "pairs");
        var cells = new long[32 * 32];
        for (var i = 0; i < Draws; i++) cells[((int)(stream.NextUniform() * 32) * 32) + (int)(stream.NextUniform() * 32)]++;
        ChiSquare.AssertFits(cells, Draws / (double)cells.Length);
    }

    [Fact]
    public void Every_bit_is_one_half_of_the_time()
    {
        // Sixty-four binomial counts; 5 standard deviations keep all of them in all but 4 of 100,000 runs.
        var stream = new RngStream(2, 0, "bits");
        var ones = new long[64];
        for (var i = 0; i < Draws; i++)
        {
            var bits = stream.NextBits();
            for (var bit = 0; bit < 64; bit++) ones[bit] += (long)(bits >> bit & 1);
        }

        var tolerance = 5 * Math.Sqrt(Draws / 4.0);
        Assert.All(ones, count => Assert.InRange(count, (Draws / 2.0) - tolerance, (Draws / 2.0) + tolerance));
    }

    [Fact]
    public void Exponential_and_normal_draws_follow_their_laws_by_Kolmogorov_Smirnov()
    {
        var stream = new RngStream(3, 0, "laws");
        AssertFollows(() => stream.NextExponential(), x => 1 - Math.Exp(-x));
        AssertFollows(() => stream.NextNormal(), NormalDistribution);
    }

    [Theory]
    [InlineData("vm1/service", "vm2/service")]
    [InlineData("a", "b")]
    [InlineData("ab", "ba")]
    public void Streams_with_different_names_are_uncorrelated(string first, string second) =>
        AssertUncorrelated(new RngStream(7, 0, first), new RngStream(7, 0, second));

    [Fact]
    public void Streams_of_neighbouring_replications_and_seeds_are_uncorrelated()
    {
        AssertUncorrelated(new RngStream(7, 0, "x"), new RngStream(7, 1, "x"));
        AssertUncorrelated(new RngStream(7, 0, "x"), new RngStream(8, 0, "x"));
        AssertUncorrelated(new RngStream(7, 1, "x"), new RngStream(8, 0, "x"));
    }

    [Fact]
    public void A_thousand_names_times_replications_never_start_alike()
    {
        var starts = new HashSet<ulong>();
        for (var owner = 0; owner < 1_000; owner++)
        {
            for (var replication = 0; replication < 20; replication++) starts.Add(new RngStream(1, replication, $"vm{owner}/service").NextBits());
        }

        Assert.Equal(20_000, starts.Count);                        // a repeat among 64-bit values has probability 1e-11
    }

    [Fact]
    public void The_same_name_seed_and_replication_repeat_the_same_draws() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 1_000], Gen.String).Sample(
            (seed, replication, name) =>
            {
                var (first, second) = (new RngStream(seed, replication, name), new RngStream(seed, replication, name));
                for (var i = 0; i < 20; i++) Assert.Equal(first.NextBits(), second.NextBits());
            },
            iter: 300);

    [Fact]
    public void Asking_for_another_stream_changes_nobody_elses_draws()
    {
        var alone = new RngStreams(5, 2);
        var crowd = new RngStreams(5, 2);
        crowd.Get("vm9/service").NextBits();
        Assert.Equal(alone.Get("vm1/service").NextBits(), crowd.Get("vm1/service").NextBits());
        Assert.Same(crowd.Get("vm1/service"), crowd.Get("vm1/service"));
        Assert.Equal(["vm1/service", "vm9/service"], crowd.All.Keys);
    }

    [Fact]
    public void Index_is_always_within_bounds_and_reaches_both_ends() =>
        Gen.Select(Gen.Int[1, 50], Gen.ULong).Sample(
            (count, seed) =>
            {
                var stream = new RngStream(seed, 0, "index");
                var seen = new bool[count];
                // The chance to miss one of 50 in 2,000 draws is 50 * 0.98^2000 = 1e-16.
                for (var i = 0; i < 2_000; i++) seen[stream.NextIndex(count)] = true;
                Assert.DoesNotContain(false, seen);
            },
            iter: 200);

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void Index_is_uniform(int count)
    {
        var stream = new RngStream(11, 0, "index");
        var cells = new long[count];
        for (var i = 0; i < Draws; i++) cells[stream.NextIndex(count)]++;
        ChiSquare.AssertFits(cells, Draws / (double)count);
    }

    [Fact]
    public void Index_bounds_at_the_extremes()
    {
        var stream = new RngStream(11, 0, "extremes");
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(0, stream.NextIndex(1));
            Assert.InRange(stream.NextIndex(int.MaxValue), 0, int.MaxValue - 1);
            Assert.InRange(stream.NextPositiveUniform(), double.Epsilon, 1);
        }

        Assert.Throws<SimulationFault>(() => stream.NextIndex(0));
        Assert.Throws<SimulationFault>(() => stream.NextIndex(-1));
    }

    private static void AssertUncorrelated(RngStream first, RngStream second)
    {
        const int n = 200_000;
        var sum = 0.0;
        for (var i = 0; i < n; i++) sum += (first.NextUniform() - 0.5) * (second.NextUniform() - 0.5);
        Assert.InRange(12 * sum / n, -4 / Math.Sqrt(n), 4 / Math.Sqrt(n));   // the variance of a uniform is 1/12; the coefficient's SE is 1/sqrt(n)
    }

    private static void AssertFollows(Func<double> draw, Func<double, double> distribution)
    {
        const int n = 200_000;
        var sorted = Enumerable.Range(0, n).Select(_ => draw()).Order().ToArray();
        var distance = 0.0;
        for (var i = 0; i < n; i++)
        {
            var exact = distribution(sorted[i]);
            distance = Math.Max(distance, Math.Max(exact - (i / (double)n), ((i + 1) / (double)n) - exact));
        }

        // Kolmogorov: P(sqrt(n) D > x) is about 2 exp(-2 x^2); x = 2.3 leaves 5 in 100,000.
        Assert.InRange(distance, 0, 2.3 / Math.Sqrt(n));
    }

    // Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8: far under the distance that is tested.
    private static double NormalDistribution(double x)
    {
        var t = 1 / (1 + (0.2316419 * Math.Abs(x)));
        var poly = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        var upper = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * poly;
        return x >= 0 ? 1 - upper : upper;
    }
}
