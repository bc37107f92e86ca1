using System.Globalization;
using Sim.Experiments.Running;
using Sim.Experiments.Selection;

namespace Sim.Experiments.Tests.Selection;

public sealed class KimNelsonTests
{
    [Fact]
    public void A_worked_example()
    {
        // k = 2, n0 = 10, alpha = 0.05: eta = (0.1^(-2/9) - 1)/2 = 0.33405, h² = 18 eta = 6.0129. B - A is -2, 4, -2, 4, ...: variance over ten
        // 9 * 10/9 = 10. With delta 0.5 B goes when the sum exceeds (6.0129 * 10/0.5 - 0.5 r)/2 = 60.13 - r/4; the sum is r at even r and r - 3
        // at odd: 48 against 48.13, 46 against 47.88, 50 against 47.63.
        var (a, b) = (new Alternative("A", [.. new double[100]]), new Alternative("B", [.. Enumerable.Range(0, 100).Select(r => r % 2 == 0 ? -2.0 : 4.0)]));
        var (left, looked) = new KimNelson(2, 10, 0.5, 0.95, largerIsBetter: false).Screen([a, b]);
        Assert.Equal([0], left);
        Assert.Equal(50, looked);
        Assert.Equal([1], new KimNelson(2, 10, 0.5, 0.95, largerIsBetter: true).Screen([a, b]).Left);

        // A prefix that is too short leaves both.
        var (both, at) = new KimNelson(2, 10, 0.5, 0.95, largerIsBetter: false).Screen([a with { Values = a.Values[..49] }, b with { Values = b.Values[..49] }]);
        Assert.Equal([0, 1], both);
        Assert.Equal(49, at);
    }

    [Fact]
    public void Of_equals_one_is_chosen() =>
        Assert.Equal([0], new KimNelson(3, 10, 1, 0.9, largerIsBetter: false).Screen([.. Enumerable.Range(0, 3).Select(i => new Alternative("x", [.. new double[10]]))]).Left);

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new KimNelson(1, 10, 1, 0.95, false));
        Assert.Throws<ArgumentException>(() => new KimNelson(2, 9, 1, 0.95, false));
        Assert.Throws<ArgumentException>(() => new KimNelson(2, 10, 0, 0.95, false));
        Assert.Throws<ArgumentException>(() => new KimNelson(2, 10, 1, 0.5, false));
        Assert.Throws<ArgumentException>(() => new KimNelson(2, 10, 1, 0.95, false).Screen([new("A", [1]), new("B", [1])]));
    }

    [Fact]
    public async Task A_search_is_the_same_whatever_the_number_of_threads_and_spares_those_that_went()
    {
        // Means in system 1/(1/s - 0.5) of services 0.8, 0.85 and 1: 1.33, 1.48 and 2. The second has streams of its own, so that its small
        // difference is noisy too; the third shares those of the first and goes early.
        var plan = LindleyQueue.Plan(
            10, LindleyQueue.Point("fast", 1, 0.5, 100, 0.8), LindleyQueue.Point("mid", 2, 0.5, 100, 0.85), LindleyQueue.Point("slow", 1, 0.5, 100));
        var procedure = new KimNelson(3, 10, 0.02, 0.95, largerIsBetter: false);
        var one = await SelectionRun.RunAsync(new ReplicationRunner(1), plan, "response_mean", procedure, 5_000);
        Assert.Equal("fast", one.Best);
        foreach (var threads in new[] { 2, 4 })
        {
            var other = await SelectionRun.RunAsync(new ReplicationRunner(threads), plan, "response_mean", procedure, 5_000);
            Assert.Equal(one.Outcome.Fingerprint(), other.Outcome.Fingerprint());
            Assert.Equal(one.Replications, other.Replications);
        }

        Assert.True(one.Outcome.Points[2].Replications.Length < one.Outcome.Points[1].Replications.Length);
    }

    [Fact]
    public async Task A_search_that_ends_before_a_choice_names_those_that_are_left()
    {
        var plan = LindleyQueue.Plan(10, LindleyQueue.Point("a", 1, 0.5, 20), LindleyQueue.Point("b", 2, 0.5, 20));
        var found = await SelectionRun.RunAsync(new ReplicationRunner(1), plan, "response_mean", new KimNelson(2, 10, 0.001, 0.95, false), 30);
        Assert.Null(found.Best);
        Assert.Equal(["a", "b"], found.Left);
        var absent = await SelectionRun.RunAsync(new ReplicationRunner(1), plan, "throughput", new KimNelson(2, 10, 0.001, 0.95, false), 30);
        Assert.Null(absent.Best);
        Assert.Contains("throughput is not defined in 10 of 10", absent.Problem, StringComparison.Ordinal);
    }

    /// <summary>Rows of docs/validation/output-analysis-stopping.md.</summary>
    [Theory]
    [InlineData(2, 0.0)]
    [InlineData(5, 0.0)]
    [InlineData(5, 0.8)]
    [InlineData(10, 0.5)]
    [Trait("Category", "Slow")]
    public void The_best_is_chosen_with_the_stated_probability_in_the_slippage_configuration(int alternatives, double correlation)
    {
        // All others are behind by exactly the indifference, a third of the deviation.
        const int experiments = 1_000;
        const double indifference = 1.0 / 3;
        var procedure = new KimNelson(alternatives, 10, indifference, 0.95, largerIsBetter: false);
        var (right, looked) = (0, 0L);
        for (var e = 0; e < experiments; e++)
        {
            // h² S²/delta² replications decide for certain; 3,000 are several times that for ten alternatives.
            var (left, at) = procedure.Screen(Slippage.Of(alternatives, 3_000, indifference, correlation, (ulong)e));
            Assert.Single(left);
            if (left[0] == 0) right++;
            looked += at;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| normal, slippage | {alternatives} | {correlation} | {(double)looked / experiments:0.0} | {right / 10.0:0.0} % |"));

        // Three deviations of a binomial share of 1,000 at 0.95 below it.
        Assert.InRange((double)right / experiments, 0.929, 1);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void The_best_queue_is_chosen_with_the_stated_probability_on_common_random_numbers()
    {
        // M/M/1 at arrival rate 0.5 and services 1, 1.05 and 1.05: means 2 and 1/(1/1.05 - 0.5) = 2.2105; the indifference is the difference.
        const int experiments = 1_000;
        var procedure = new KimNelson(3, 10, 0.2105, 0.95, largerIsBetter: false);
        var (right, looked) = (0, 0L);
        for (var e = 0; e < experiments; e++)
        {
            // The third has streams of its own, so that its lead over the first is noisy and a wrong choice possible.
            var (left, at) = procedure.Screen([Queue((ulong)e, 1), Queue((ulong)e, 1.05), Queue((ulong)e + 1_000_000, 1.05)]);
            Assert.Single(left);
            if (left[0] == 0) right++;
            looked += at;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| M/M/1, services 1, 1.05, 1.05 | 3 | CRN | {(double)looked / experiments:0.0} | {right / 10.0:0.0} % |"));
        Assert.InRange((double)right / experiments, 0.929, 1);

        static Alternative Queue(ulong seed, double service) =>
            new("q", [.. Enumerable.Range(0, 400).Select(r => LindleyQueue.Response(seed, r, 0.5, 200, service))]);
    }
}
