using System.Collections.Immutable;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Experiments.Analysis;
using Sim.Experiments.Running;

namespace Sim.Experiments.Tests.Analysis;

/// <summary>Averages over time and the verdict on a warm-up, on series whose cut is known: one observation a millisecond, 50 of them early.</summary>
public sealed class WarmUpCheckTests
{
    private const int Early = 50;

    [Fact]
    public void Replications_are_joined_bin_by_bin()
    {
        var joined = TimeAverages.Of([Series(200, 2, 2), Series(200, 4, 4)], 0.2)!;
        Assert.Equal((0.001, 200), (joined.BinSeconds, joined.Means.Length));
        Assert.All(joined.Means, mean => Assert.Equal(3, mean, 1e-12));
        Assert.All(joined.Rates, rate => Assert.Equal(1000, rate, 1e-9));
        Assert.Equal(0, joined.Cut());
    }

    [Fact]
    public void Many_bins_are_joined_in_pairs_and_the_last_unfilled_one_is_left_out()
    {
        // 513 ms begun, of which 512 are whole: 512 bins -> 256 of 2 ms.
        var joined = TimeAverages.Of([Series(513, 1, 1)], 0.5125)!;
        Assert.Equal((0.002, 256), (joined.BinSeconds, joined.Means.Length));
        Assert.Equal(1000, joined.Rates[^1], 1e-9);
    }

    [Fact]
    public void An_empty_bin_is_joined_with_its_neighbour_while_there_are_enough()
    {
        // 240 bins with a hole at 7 -> 120 bins, the fourth with half the rate. Of 150 bins 75 would be left, fewer than MSER-5 takes.
        var joined = TimeAverages.Of([Series(240, 1, 1, hole: 7)], 0.24)!;
        Assert.Equal(120, joined.Rates.Length);
        Assert.Equal(500, joined.Rates[3], 1e-9);
        Assert.Null(TimeAverages.Of([Series(150, 1, 1, hole: 7)], 0.15));
        Assert.Null(TimeAverages.Of([], 1));
    }

    [Fact]
    public void A_series_that_settles_is_cut_where_it_does()
    {
        // 10 for 50 ms, then exactly 1: without those 50 bins the squared error is zero, with any of them it is not.
        Assert.Equal(0.05, TimeAverages.Of([Series(200, 10, 1)], 0.2)!.Cut()!.Value, 1e-12);
    }

    [Fact]
    public void A_warm_up_that_reaches_the_cut_is_enough()
    {
        var check = WarmUpCheck.Of("x", [Run(0.05, 10), Run(0.05, 10)], 0.95);
        Assert.Equal(0.05, check.SuggestedSeconds!.Value, 1e-12);
        Assert.Null(check.Change);
        Assert.Equal("warm-up 0.05 s, MSER-5 suggests 0.05 s: enough", check.ToString());
    }

    [Fact]
    public void A_warm_up_that_ends_before_the_cut_is_not_enough_when_the_mean_changes()
    {
        // (50 x 10 + 150 x 1) / 200 = 3.25 with the start and 1 without it: 1 / 3.25 - 1 = -69.2 %, alike in all replications.
        var check = WarmUpCheck.Of("x", [Run(0, 10), Run(0, 10), Run(0, 10)], 0.95);
        Assert.False(check.IsEnough);
        Assert.Equal((1 / 3.25) - 1, check.Change!.Value.Estimate, 1e-12);
        Assert.Contains("NOT enough", check.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_cut_that_changes_the_mean_by_no_more_than_chance_is_not_believed()
    {
        // Means change by 1 / 1.5 - 1 = -1/3 in one replication and by 0 in the other: -1/6 ± t(1) 1/6, and t(1) is 12.7.
        var check = WarmUpCheck.Of("x", [Run(0, 3), Run(0, 1)], 0.95);
        Assert.Equal(0.05, check.SuggestedSeconds!.Value, 1e-12);
        Assert.Equal(-1.0 / 6, check.Change!.Value.Estimate, 1e-12);
        Assert.True(check.IsEnough);
    }

    [Fact]
    public void One_replication_or_too_few_observations_establish_nothing()
    {
        Assert.Null(WarmUpCheck.Of("x", [Run(0, 10)], 0.95).IsEnough);
        var other = WarmUpCheck.Of("y", [Run(0, 10), Run(0, 10)], 0.95);
        Assert.Null(other.IsEnough);
        Assert.Equal("warm-up 0 s: too few requests to judge", other.ToString());
    }

    private static RunResult Run(double warmUp, double early) => new()
    {
        Replication = 0, Metrics = RunResult.MetricsOf([]), Events = 1, Fingerprint = "f", WarmUpSeconds = warmUp, SimulatedSeconds = 0.2 - warmUp,
        Series = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("x", Series(200, early, 1))]),
    };

    private static BoundedSeries Series(int bins, double early, double late, int hole = -1)
    {
        var series = new BoundedSeries(capacity: 1024, SimDuration.FromMilliseconds(1));
        for (var i = 0; i < bins; i++)
        {
            if (i != hole) series.Add(SimTime.Zero + SimDuration.FromMicroseconds((1000 * i) + 500), i < Early ? early : late);
        }

        return series;
    }
}
