using System.Globalization;
using Sim.Experiments.Selection;

namespace Sim.Experiments.Tests.Selection;

public sealed class ComparisonWithBestTests
{
    [Fact]
    public void A_worked_example()
    {
        // Differences A - B: -3, -2, -4: mean -3, s = 1; one other, so t(0.95; 2) = 2.920 and w = 2.920/sqrt(3) = 1.686.
        // A: [-(3 + 1.686), 0]; B: [0, 3 + 1.686].
        var found = ComparisonWithBest.Of([new("A", [1, 2, 3]), new("B", [4, 4, 7])], largerIsBetter: false, 0.95);
        Assert.True(found.IsEstablished);
        Assert.Equal("A", found.Leader.Name);
        Assert.Equal(-4.686, found.Distances[0].Low, 1e-3);
        Assert.Equal(0, found.Distances[0].High);
        Assert.Equal(0, found.Distances[1].Low);
        Assert.Equal(4.686, found.Distances[1].High, 1e-3);
        Assert.Equal("A", found.Candidates.Single().Name);
        Assert.Equal("best: A, with 95 % probability or more; ahead by about 3.0 ms over 3 paired replications", found.Sentence(Milliseconds));

        // When more is better, B is.
        Assert.Equal("B", ComparisonWithBest.Of([new("A", [1, 2, 3]), new("B", [4, 4, 7])], largerIsBetter: true, 0.95).Leader.Name);
    }

    [Fact]
    public void Where_no_best_can_be_told_the_candidates_and_the_bound_are_named()
    {
        // A - C: -1, 1, -1.5: mean -0.5, s = 1.323; three alternatives, so t(0.975; 2) = 4.303 and w = 3.286: A may be 2.786 behind C. B is far behind.
        var found = ComparisonWithBest.Of([new("A", [1, 2, 3]), new("B", [101, 102, 104]), new("C", [2, 1, 4.5])], largerIsBetter: false, 0.95);
        Assert.False(found.IsEstablished);
        Assert.Equal(["A", "C"], found.Candidates.Select(candidate => candidate.Name));
        Assert.Equal(2.786, found.Leader.High, 2e-3);
        Assert.Equal(
            "best: not established; A leads, C may be better; with 95 % probability A is within 2.8 ms of the best; 3 paired replications",
            found.Sentence(Milliseconds));
    }

    [Fact]
    public void Equals_are_not_ranked()
    {
        var found = ComparisonWithBest.Of([new("A", [0, 0, 0]), new("B", [0, 0, 0])], largerIsBetter: false, 0.95);
        Assert.False(found.IsEstablished);
        Assert.Equal(2, found.Candidates.Length);
    }

    [Fact]
    public void What_cannot_be_compared_is_refused_with_the_reason()
    {
        Assert.Contains("2 alternatives", Thrown([new("A", [1, 2])], 0.95), StringComparison.Ordinal);
        Assert.Contains("'B' 3", Thrown([new("A", [1, 2]), new("B", [1, 2, 3])], 0.95), StringComparison.Ordinal);
        Assert.Contains("at least 2", Thrown([new("A", [1]), new("B", [1])], 0.95), StringComparison.Ordinal);
        Assert.Contains("95", Thrown([new("A", [1, 2]), new("B", [1, 2])], 95), StringComparison.Ordinal);

        static string Thrown(Alternative[] alternatives, double confidence) =>
            Assert.Throws<ArgumentException>(() => ComparisonWithBest.Of(alternatives, false, confidence)).Message;
    }

    /// <summary>Rows of docs/validation/output-analysis-stopping.md.</summary>
    [Theory]
    [InlineData(2, 0.0, 0.0)]
    [InlineData(2, 0.5, 0.8)]
    [InlineData(5, 0.0, 0.8)]
    [InlineData(5, 0.5, 0.8)]
    [InlineData(10, 0.3, 0.0)]
    [Trait("Category", "Slow")]
    public void The_stated_probability_holds_in_the_slippage_configuration(int alternatives, double lead, double correlation)
    {
        // Normal values of deviation 1, ten replications, every other behind the first by the same lead: the hardest case for a choice.
        const int experiments = 2_000;
        var (established, wrong, covered) = (0, 0, 0);
        for (var e = 0; e < experiments; e++)
        {
            var found = ComparisonWithBest.Of(Slippage.Of(alternatives, 10, lead, correlation, (ulong)e), largerIsBetter: false, 0.95);
            if (found.IsEstablished)
            {
                established++;
                // With no lead all are equal, and to name any of them ahead of the others is wrong.
                if (lead == 0 || found.Leader.Name != "0") wrong++;
            }

            var holds = true;
            for (var i = 0; i < alternatives; i++)
            {
                var truth = i == 0 ? -lead : lead;
                holds &= truth >= found.Distances[i].Low && truth <= found.Distances[i].High;
            }

            if (holds) covered++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {alternatives} | {lead} | {correlation} | {100.0 * established / experiments:0.0} % | {100.0 * wrong / experiments:0.0} % | {100.0 * covered / experiments:0.0} % |"));

        // Three deviations of a binomial share of 2,000 at 0.95: 3 sqrt(0.95 * 0.05 / 2000) = 0.0146. Of two equals each
        // is named ahead of the other with 0.05: the promise is about the true best, and twice as many are wrong when neither is.
        Assert.InRange((double)wrong / experiments, 0, (lead == 0 ? 2 * 0.05 : 0.05) + 0.0146);
        Assert.InRange((double)covered / experiments, 0.95 - 0.0146, 1);
    }

    private static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} ms");
}
