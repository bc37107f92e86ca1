using Sim.Core.Diagnostics;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;

namespace Sim.Core.Tests.Random;

public sealed class DistributionTests
{
    private const int Draws = 500_000;

    /// <summary>Law and kurtosis (fourth central moment over squared variance), from which the standard error of the variance follows.</summary>
    public static TheoryData<string> Laws => ["exponential", "erlang 1", "erlang 4", "uniform", "lognormal", "hyperexponential 1", "hyperexponential 2"];

    [Theory]
    [MemberData(nameof(Laws))]
    public void Sample_mean_and_variance_agree_with_the_closed_form(string name)
    {
        var (law, kurtosis, mean, variance) = LawOf(name);
        Assert.Equal(mean, law.Mean, mean * 1e-12);
        Assert.Equal(variance, law.Variance, variance * 1e-12);

        var stream = new RngStream(1, 0, name);
        var values = new double[Draws];
        for (var i = 0; i < Draws; i++) values[i] = law.Sample(stream);
        var sampleMean = values.Average();
        var sampleVariance = values.Sum(x => (x - sampleMean) * (x - sampleMean)) / (Draws - 1);

        Assert.InRange(Math.Abs(sampleMean - mean), 0, 4 * Math.Sqrt(variance / Draws));
        Assert.InRange(Math.Abs(sampleVariance - variance), 0, 4 * variance * Math.Sqrt((kurtosis - 1) / Draws));
    }

    [Fact]
    public void A_constant_draws_nothing()
    {
        var stream = new RngStream(1, 0, "constant");
        Assert.Equal(3.5, new Constant(3.5).Sample(stream));
        Assert.Equal(0, stream.Drawn);
        Assert.Equal(0, new Constant(3.5).Variance);
    }

    [Fact]
    public void A_hyperexponential_with_coefficient_one_is_exponential() =>
        // p = 1/2 and both branch means equal the mean.
        Assert.Equal(new Exponential(2).Variance, new HyperExponential(2, 1).Variance);

    [Fact]
    public void Parameters_outside_their_range_fault()
    {
        Assert.Throws<SimulationFault>(() => new Exponential(0));
        Assert.Throws<SimulationFault>(() => new Exponential(double.NaN));
        Assert.Throws<SimulationFault>(() => new Exponential(double.PositiveInfinity));
        Assert.Throws<SimulationFault>(() => new Erlang(0, 1));
        Assert.Throws<SimulationFault>(() => new Erlang(1, -1));
        Assert.Throws<SimulationFault>(() => new HyperExponential(1, 0.99));
        Assert.Throws<SimulationFault>(() => new HyperExponential(0, 2));
        Assert.Throws<SimulationFault>(() => new LogNormal(1, 0));
        Assert.Throws<SimulationFault>(() => new LogNormal(-1, 1));
        Assert.Throws<SimulationFault>(() => new Uniform(2, 1));
        Assert.Throws<SimulationFault>(() => new Uniform(double.NaN, 1));
        Assert.Throws<SimulationFault>(() => new Constant(double.NaN));
    }

    private static (Distribution Law, double Kurtosis, double Mean, double Variance) LawOf(string name) => name switch
    {
        "exponential" => (new Exponential(5), 9, 5, 25),
        "erlang 1" => (new Erlang(1, 5), 9, 5, 25),
        "erlang 4" => (new Erlang(4, 10), 3 + (6 / 4.0), 10, 25),           // mean^2 / steps
        "uniform" => (new Uniform(2, 8), 1.8, 5, 3),                        // 6^2 / 12
        "lognormal" => (new LogNormal(10, 0.5), LogNormalKurtosis(0.5), 10, 25),
        "hyperexponential 1" => (new HyperExponential(4, 1), 9, 4, 16),
        "hyperexponential 2" => (new HyperExponential(4, 2), HyperExponentialKurtosis(4, 2), 4, 64),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    // With w = exp(s^2) = 1 + cv^2 the kurtosis is w^4 + 2 w^3 + 3 w^2 - 3.
    private static double LogNormalKurtosis(double cv)
    {
        var w = 1 + (cv * cv);
        return Math.Pow(w, 4) + (2 * Math.Pow(w, 3)) + (3 * w * w) - 3;
    }

    // Raw moments of a mixture of exponentials: E[X^k] = k! (p a^k + (1-p) b^k).
    private static double HyperExponentialKurtosis(double mean, double cv)
    {
        var p = (1 + Math.Sqrt(((cv * cv) - 1) / ((cv * cv) + 1))) / 2;
        var (a, b) = (mean / (2 * p), mean / (2 * (1 - p)));
        double Raw(int k, int factorial) => factorial * ((p * Math.Pow(a, k)) + ((1 - p) * Math.Pow(b, k)));
        var (m1, m2, m3, m4) = (Raw(1, 1), Raw(2, 2), Raw(3, 6), Raw(4, 24));
        var fourth = m4 - (4 * m1 * m3) + (6 * m1 * m1 * m2) - (3 * Math.Pow(m1, 4));
        var variance = m2 - (m1 * m1);
        return fourth / (variance * variance);
    }
}
