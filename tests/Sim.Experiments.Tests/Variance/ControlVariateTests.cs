using System.Globalization;
using Sim.Core.Random;
using Sim.Experiments.Variance;

namespace Sim.Experiments.Tests.Variance;

public sealed class ControlVariateTests
{
    [Fact]
    public void A_worked_example()
    {
        // Deviations of y -2 0 -1 3 and of c -1.5 -0.5 0.5 1.5: Sxy = 7, Sxx = 5, b = 1.4; c̄ - μ = 0.5: estimate 3 - 1.4 * 0.5 = 2.3.
        // Residuals 0.1 0.7 -1.7 0.9: sum of squares 4.2, s² = 4.2/2 = 2.1. Half-width t(0.975; 2) sqrt(2.1 (1/4 + 0.25/5)) = 4.303 * 0.7937 = 3.415.
        var found = ControlVariate.Of([1, 3, 2, 6], [[0, 1, 2, 3]], [1], 0.95);
        Assert.Equal(2.3, found.Interval.Estimate, 1e-12);
        Assert.Equal(3.415, found.Interval.HalfWidth, 1e-3);
        Assert.Equal(1.4, found.Coefficients.Single(), 1e-12);
        Assert.Equal(3, found.Plain.Estimate, 1e-12);
    }

    [Fact]
    public void A_metric_that_its_controls_explain_fully_is_known_exactly()
    {
        // y = 5 + 2 a - b with E a = 1 and E b = 3: 4, whatever was drawn.
        double[] a = [0.3, 1.9, 2.2, 0.4, 1.1, 0.8];
        double[] b = [2.7, 3.9, 1.2, 3.3, 2.4, 4.8];
        var found = ControlVariate.Of([.. a.Zip(b, (x, y) => 5 + (2 * x) - y)], [a, b], [1, 3], 0.95);
        Assert.Equal(4, found.Interval.Estimate, 1e-12);
        Assert.Equal(0, found.Interval.HalfWidth, 1e-12);
        Assert.Equal([2, -1], found.Coefficients.Select(value => Math.Round(value, 12)));
    }

    [Fact]
    public void What_gives_no_ground_is_refused_with_the_reason()
    {
        Assert.Contains("4 replications or more", Thrown([1, 2, 4], [[1, 2, 3]], [1]), StringComparison.Ordinal);
        Assert.Contains("does not vary", Thrown([1, 2, 4, 3], [[0.1, 0.1, 0.1, 0.1]], [1]), StringComparison.Ordinal);
        Assert.Contains("mixture", Thrown([1, 2, 4, 3, 5], [[1, 2, 3, 5, 4], [2, 4, 6, 10, 8]], [1, 1]), StringComparison.Ordinal);
        Assert.Contains("known means", Thrown([1, 2, 4, 3], [[1, 2, 3, 5]], []), StringComparison.Ordinal);
        Assert.Contains("each of the 4", Thrown([1, 2, 4, 3], [[1, 2, 3]], [1]), StringComparison.Ordinal);
        Assert.Contains("needs a control", Thrown([1, 2, 4, 3], [], []), StringComparison.Ordinal);
        Assert.Contains("not finite", Thrown([1, 2, 4, 3], [[1, 2, 3, 5]], [double.NaN]), StringComparison.Ordinal);

        static string Thrown(double[] y, double[][] controls, double[] means) =>
            Assert.Throws<ArgumentException>(() => ControlVariate.Of(y, controls, means, 0.95)).Message;
    }

    /// <summary>Rows of docs/validation/output-analysis-stopping.md.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [Trait("Category", "Slow")]
    public void Intervals_of_a_queue_hold_the_exact_mean_and_are_narrower(int replications)
    {
        // M/M/1 at load 0.5, 500 customers in equilibrium, exact mean 2; controls: mean gap (2) and mean service (1) of the customers.
        const int experiments = 1_000;
        var (covered, ratio) = (0, 0.0);
        for (var e = 0; e < experiments; e++)
        {
            var runs = Enumerable.Range(0, replications).Select(r => Queue((ulong)e, r)).ToList();
            var found = ControlVariate.Of(
                [.. runs.Select(run => run.Response)], [[.. runs.Select(run => run.Gap)], [.. runs.Select(run => run.Service)]], [2, 1], 0.95);
            if (found.Interval.Contains(2)) covered++;
            ratio += found.Interval.HalfWidth / found.Plain.HalfWidth;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| M/M/1, load 0.5, 500 customers, 2 controls | {replications} | {covered / 10.0:0.0} % | {ratio / experiments:0.00} |"));
        Assert.InRange((double)covered / experiments, 0.92, 0.97);
        Assert.InRange(ratio / experiments, 0, 0.9);
    }

    private static (double Response, double Gap, double Service) Queue(ulong seed, int replication)
    {
        const int customers = 500;
        var stream = new RngStream(seed, replication, "q");
        var wait = stream.NextUniform() < 0.5 ? 2 * stream.NextExponential() : 0;
        var (response, gaps, services) = (0.0, 0.0, 0.0);
        for (var i = 0; i < customers; i++)
        {
            var (service, gap) = (stream.NextExponential(), 2 * stream.NextExponential());
            response += wait + service;
            gaps += gap;
            services += service;
            wait = Math.Max(0, wait + service - gap);
        }

        return (response / customers, gaps / customers, services / customers);
    }
}
