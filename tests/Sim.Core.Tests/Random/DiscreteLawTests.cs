using Sim.Core.Random;
using Sim.Core.Random.Distributions;

namespace Sim.Core.Tests.Random;

public sealed class DiscreteLawTests
{
    private const int Draws = 500_000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0.5)]
    [InlineData(40, 1)]
    [InlineData(40, 0.99)]
    [InlineData(40, 3)]
    [InlineData(1_000_000_000_000, 0.8)]
    [InlineData(1_000_000_000_000, 1)]
    [InlineData(1_000_000_000_000, 1.000001)]
    [InlineData(1L << 51, 1.2)]
    public void Zipf_ranks_have_their_probabilities(long count, double exponent)
    {
        // The first ranks one by one, then groups of ranks; the norm is the sum, its far part by the integral from N + 1/2 (midpoint rule, relative error below s(s+1)/(24 N²)).
        var law = new Zipf(count, exponent);
        var bounds = new List<long> { 1, 2, 3, 4, 5, 7, 11, 21, 51, 101, 1_001, 100_001, 1_000_001 }.Where(bound => bound <= count).Append(count + 1).ToArray();
        var mass = bounds.Zip(bounds[1..], (from, below) => Mass(from, below, exponent)).ToArray();
        var expected = mass.Select(part => Draws * part / mass.Sum()).ToList();
        var (stream, observed) = (new RngStream(1, 0, "zipf"), new long[expected.Count]);
        for (var i = 0; i < Draws; i++)
        {
            var rank = law.SampleRank(stream);
            Assert.InRange(rank, 1, count);
            observed[Array.FindLastIndex(bounds, bound => bound <= rank)]++;
        }

        // Groups too rare for the approximation join their neighbour.
        var seen = observed.ToList();
        for (var i = expected.Count - 1; i > 0; i--)
        {
            if (expected[i] >= 10) continue;
            (expected[i - 1], seen[i - 1]) = (expected[i - 1] + expected[i], seen[i - 1] + seen[i]);
            expected.RemoveAt(i);
            seen.RemoveAt(i);
        }

        if (seen.Count > 1) Assert.InRange(Goodness.Misfit(seen, expected), 0, 1);
    }

    [Fact]
    public void Discrete_values_have_their_weights_and_chi_square_turns_others_down()
    {
        var weights = new double[] { 5, 0, 1, 20, 0.5, 3, 0 };
        var law = new DiscreteEmpirical([0, 1, 2, 3, 4, 5, 6], [.. weights]);
        var (stream, observed) = (new RngStream(2, 0, "discrete"), new long[7]);
        for (var i = 0; i < Draws; i++) observed[(int)law.Sample(stream)]++;
        Assert.Equal(0, observed[1] + observed[6]);

        var possible = new[] { 0, 2, 3, 4, 5 };
        var seen = possible.Select(i => observed[i]).ToArray();
        var expected = possible.Select(i => Draws * weights[i] / weights.Sum()).ToArray();
        Assert.InRange(Goodness.Misfit(seen, expected), 0, 1);

        // Two percent too much on the commonest value: adds about 0.02² 339,000 (1 + 2.1) = 420 to the statistic, whose bound is 34.
        expected[2] *= 1.02;
        var scale = Draws / expected.Sum();
        Assert.True(Goodness.Misfit(seen, [.. expected.Select(count => count * scale)]) > 1);
    }

    private static double Mass(long from, long below, double exponent)
    {
        var sum = 0.0;
        for (var k = from; k < Math.Min(below, 1_000_001); k++) sum += Math.Pow(k, -exponent);
        if (below <= 1_000_001) return sum;
        var (low, high) = (Math.Max(from, 1_000_001) - 0.5, below - 0.5);
        return sum + (exponent == 1 ? Math.Log(high / low) : (Math.Pow(high, 1 - exponent) - Math.Pow(low, 1 - exponent)) / (1 - exponent));
    }
}
