using Sim.Experiments.Analysis;
using Sim.Experiments.Stopping;

namespace Sim.Experiments.Tests.Stopping;

public sealed class PrecisionRuleTests
{
    private static readonly PrecisionTarget Target = new() { Relative = 0.25, Confidence = 0.95, Metrics = ["x"], Most = 100 };

    [Fact]
    public void A_worked_example()
    {
        // gamma' = 0.25/1.25 = 0.2. n = 16: t(0.975; 15) = 2.131, allowance (2.131² + 3)/2 = 3.771, sqrt(1 + 3.771/16) = 1.1116.
        // Half-width 10 of 100 becomes 11.116: ratio 0.11116, promise 0.11116/0.88884 = 0.12506, wanted 16 (0.11116/0.2)² = 4.94 -> 5.
        var finding = PrecisionRule.Judge("p", Of(100, 10), Target);
        Assert.True(finding.IsReached);
        Assert.Equal(0.12506, finding.Achieved!.Value, 2e-5);
        Assert.Equal(5, finding.Wanted);

        // Half-width 20: ratio 0.22232 > 0.2, wanted 16 (0.22232/0.2)² = 19.77 -> 20.
        var missed = PrecisionRule.Judge("p", Of(-100, 20), Target);
        Assert.False(missed.IsReached);
        Assert.Equal(20, missed.Wanted);
        Assert.Equal(20, PrecisionRule.Next(16, [finding, missed], Target));
    }

    [Theory]
    [InlineData(17, 20)]        // a fifth more at least: 19.2 -> 20
    [InlineData(1_000, 32)]     // twice at most
    [InlineData(null, 32)]
    public void A_round_adds_a_fifth_at_least_and_doubles_at_most(int? wanted, int next) =>
        Assert.Equal(next, PrecisionRule.Next(16, [new PrecisionFinding("p", "x", null, false, wanted, null)], Target));

    [Fact]
    public void The_last_round_ends_at_the_most_allowed() =>
        Assert.Equal(100, PrecisionRule.Next(90, [new PrecisionFinding("p", "x", null, false, 5_000, null)], Target));

    [Fact]
    public void Nothing_is_promised_without_ground()
    {
        Assert.Contains("2 of 18", PrecisionRule.Judge("p", Of(100, 1) with { Missing = 2 }, Target).Problem, StringComparison.Ordinal);
        Assert.Contains("one replication", PrecisionRule.Judge("p", new MetricSummary("x", IntervalEstimate.Refused("one replication", 0.95, Basis, 1), 1, 0), Target).Problem, StringComparison.Ordinal);
        Assert.Contains("zero", PrecisionRule.Judge("p", Of(0, 0), Target).Problem, StringComparison.Ordinal);
        Assert.Contains("zero", PrecisionRule.Judge("p", Of(0, 1), Target).Problem, StringComparison.Ordinal);
        var vague = PrecisionRule.Judge("p", Of(1, 5), Target);
        Assert.Null(vague.Achieved);
        Assert.False(vague.IsReached);
    }

    [Fact]
    public void A_target_out_of_range_is_refused()
    {
        foreach (var wrong in new[]
        {
            Target with { Relative = 0 }, Target with { Relative = 1 }, Target with { Confidence = 95 }, Target with { Metrics = [] },
            Target with { First = 9 }, Target with { Most = 9 },
        })
        {
            Assert.Throws<ArgumentException>(wrong.DemandValid);
        }
    }

    [Theory]
    [InlineData("request.*.response_mean", "request.web.response_mean", true)]
    [InlineData("request.*.response_mean", "request.web.response_p99", false)]
    [InlineData("disk.iops", "disk.iops", true)]
    [InlineData("disk.iop", "disk.iops", false)]
    public void A_star_stands_for_any_part_of_a_name(string pattern, string metric, bool matches) =>
        Assert.Equal(matches, PrecisionTarget.Matches(pattern, metric));

    private static MetricSummary Of(double estimate, double half) =>
        new("x", IntervalEstimate.Of(estimate, estimate - half, estimate + half, 0.95, Basis), 16, 0);

    private static IntervalBasis Basis => new() { Method = "test", Observations = 16, Replications = 16 };

    [Fact]
    public void Of_an_uneven_interval_the_longer_side_counts()
    {
        // The same as a half-width of 20 on both sides: see above.
        var uneven = new MetricSummary("x", IntervalEstimate.Of(100, 95, 120, 0.95, Basis), 16, 0);
        Assert.Equal(PrecisionRule.Judge("p", Of(100, 20), Target), PrecisionRule.Judge("p", uneven, Target));
    }
}
