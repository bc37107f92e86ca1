using Sim.Experiments.Analysis;
using Sim.Experiments.Running;
using Sim.Experiments.Tests.Running;
using Sim.Testing.Oracles;

namespace Sim.Experiments.Tests.Analysis;

public sealed class StudentIntervalTests
{
    [Fact]
    public void A_worked_example_with_the_tabulated_quantile()
    {
        // 1 2 3 4 5: mean 3, s² = 10/4 = 2.5, t(0.975; 4) = 2.776 (any table), half-width 2.776 * sqrt(2.5/5) = 1.963.
        var interval = StudentInterval.Of([1, 2, 3, 4, 5], 0.95);
        Assert.Equal(3, interval.Estimate, 1e-12);
        Assert.Equal(1.963, interval.HalfWidth, 5e-4);
        Assert.Equal(1.037, interval.Low, 5e-4);
        Assert.Equal(4.963, interval.High, 5e-4);
        Assert.Equal(5, interval.Replications);
        Assert.True(interval.Contains(4.9) && !interval.Contains(5));
    }

    [Theory]
    [InlineData(2, 0.90, 6.314)]
    [InlineData(10, 0.95, 2.262)]
    [InlineData(31, 0.99, 2.750)]
    public void Half_width_uses_the_tabulated_quantile_of_Student(int replications, double confidence, double t) =>
        Assert.Equal(t, StudentInterval.HalfWidth(Math.Sqrt(replications), replications, confidence), 5e-4);

    [Fact]
    public void Values_that_do_not_vary_have_an_interval_of_no_width() => Assert.Equal(0, StudentInterval.Of([4, 4, 4], 0.95).HalfWidth);

    [Fact]
    public void What_cannot_have_an_interval_is_refused_with_the_reason()
    {
        Assert.Contains("at least 2 replications", Assert.Throws<ArgumentException>(() => StudentInterval.Of([1], 0.95)).Message, StringComparison.Ordinal);
        Assert.Contains("got 0", Assert.Throws<ArgumentException>(() => StudentInterval.Of([], 0.95)).Message, StringComparison.Ordinal);
        Assert.Contains("replication 1", Assert.Throws<ArgumentException>(() => StudentInterval.Of([1, double.NaN], 0.95)).Message, StringComparison.Ordinal);
        foreach (var confidence in new[] { 0, 1, -0.5, 95, double.NaN })
        {
            Assert.Throws<ArgumentException>(() => StudentInterval.Of([1, 2], confidence));
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Intervals_hold_the_exact_mm1_mean_about_95_times_in_a_hundred()
    {
        // 200 experiments of 10 replications at load 0.5, each an M/M/1 with exact mean time in system 1/(1 - 0.5) = 2 µs.
        // A binomial count of 200 at 0.95 has mean 190 and deviation sqrt(200 * 0.95 * 0.05) = 3.08; four deviations: 177 to 200.
        // The replications' means are nearly normal (about 2,000 customers), which costs well under one point of coverage.
        const int experiments = 200;
        var exact = QueueingFormulas.Mm1Response(0.5, 1);
        var plan = new RunPlan
        {
            Scenario = "coverage",
            Seed = 0,
            Replications = 10,
            Points = [.. Enumerable.Range(0, experiments).Select(i => Mm1Point.Of($"experiment {i}", (ulong)i, 0.5, 1))],
        };
        var outcome = await new ReplicationRunner(2).RunAsync(plan);

        var covered = outcome.Points.Count(point => Summary.Of(point.Replications, 0.95)["response_mean"].Value.Contains(exact));
        Assert.InRange(covered, 177, 200);

        // And at half the confidence about half of them: 100, four deviations of sqrt(200 / 4) = 7.07: intervals that are too wide fail here.
        var half = outcome.Points.Count(point => Summary.Of(point.Replications, 0.5)["response_mean"].Value.Contains(exact));
        Assert.InRange(half, 72, 128);
    }
}
