using Sim.Core.Random;

namespace Sim.Core.Tests.Random;

public sealed class AntitheticTests
{
    private const double Ulp = 1.0 / 9007199254740992.0;

    [Fact]
    public void Every_draw_is_mirrored_exactly()
    {
        var (plain, mirrored) = Twins("x");
        Assert.True(mirrored.IsAntithetic && !plain.IsAntithetic);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal(~plain.NextBits(), mirrored.NextBits());
            Assert.Equal(1 - Ulp, plain.NextUniform() + mirrored.NextUniform());                           // cells of 2^-53, each named by its lower end:
            Assert.Equal(Ulp, (plain.NextPositiveUniform() - 1) + mirrored.NextPositiveUniform());         // by its upper end; u - 1 is exact, 1 + 2^-53 is no double
            Assert.Equal(-plain.NextNormal(), mirrored.NextNormal());
            Assert.Equal(1023, plain.NextIndex(1024) + mirrored.NextIndex(1024));
        }

        Assert.Equal(plain.Drawn, mirrored.Drawn);
    }

    [Fact]
    public void Antithetic_exponentials_have_the_correlation_of_theory()
    {
        // E[ln U ln(1-U)] = 2 - pi²/6, so the correlation is 1 - pi²/6 = -0.645.
        const int n = 200_000;
        var (plain, mirrored) = Twins("exponential");
        var (sum, square) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            var product = (plain.NextExponential() - 1) * (mirrored.NextExponential() - 1);
            (sum, square) = (sum + product, square + (product * product));
        }

        var error = Math.Sqrt(((square / n) - (sum / n * sum / n)) / n);
        Assert.InRange((sum / n) - (1 - (Math.PI * Math.PI / 6)), -4 * error, 4 * error);
        Assert.True(error < 0.01);
    }

    [Fact]
    public void Replications_2k_and_2k_plus_1_form_a_pair()
    {
        for (var replication = 0; replication < 6; replication++)
        {
            var streams = RngStreams.OfPair(7, replication);
            var plain = new RngStream(7, replication / 2, "x").NextBits();
            Assert.Equal(replication % 2 == 1, streams.IsAntithetic);
            Assert.Equal(replication % 2 == 1 ? ~plain : plain, streams.Get("x").NextBits());
        }
    }

    [Fact]
    public void A_mirrored_substream_mirrors_the_substream() => Assert.Equal(
        ~new RngStreams(7, 0).Get("x", 3).NextBits(), new RngStreams(7, 0, antithetic: true).Get("x", 3).NextBits());

    [Fact]
    public void Pairs_of_an_MM1_queue_scatter_less_than_independent_pairs()
    {
        // The kurtosis of a queue's mean over so few customers is near 6, so the ratio of two such variances scatters by sqrt(2 · 5/6,000) = 4 %: without an effect it would be
        // below 1 - 4 · 0.04 once in 30,000.
        const int pairs = 6_000;
        var antithetic = Enumerable.Range(0, pairs).Select(k => (MeanResponse(RngStreams.OfPair(1, 2 * k)) + MeanResponse(RngStreams.OfPair(1, (2 * k) + 1))) / 2).ToArray();
        var independent = Enumerable.Range(0, pairs).Select(k => (MeanResponse(new RngStreams(2, 2 * k)) + MeanResponse(new RngStreams(2, (2 * k) + 1))) / 2).ToArray();
        Assert.InRange(Variance(antithetic) / Variance(independent), 0, 1 - (4 * Math.Sqrt(2 * 5.0 / pairs)));

        // Mirroring moves no mean: both estimate the same, within four standard errors of the difference.
        var error = Math.Sqrt((Variance(antithetic) + Variance(independent)) / pairs);
        Assert.InRange(antithetic.Average() - independent.Average(), -4 * error, 4 * error);
    }

    // Lindley's recursion at load 0.5, 200 customers from empty.
    private static double MeanResponse(RngStreams streams)
    {
        const int customers = 200;
        var (arrivals, services) = (streams.Get("arrivals"), streams.Get("services"));
        var (wait, sum) = (0.0, 0.0);
        for (var i = 0; i < customers; i++)
        {
            var response = wait + services.NextExponential();
            sum += response;
            wait = Math.Max(0, response - (2 * arrivals.NextExponential()));
        }

        return sum / customers;
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }

    private static (RngStream Plain, RngStream Mirrored) Twins(string name) => (new(3, 1, name), new(3, 1, name, antithetic: true));
}
