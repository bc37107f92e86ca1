using Sim.Core.Time;
using Sim.Models.Hypervisor.Kvm;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>How often a pCPU looks for work before it idles.</summary>
public sealed class NewIdleOddsTests
{
    [Fact]
    public void Searches_that_never_find_anything_die_out()
    {
        // Every 512 calls halve the rate from 512 of 1024: after ten times that it is 0 and only sides 0 and 1 of 1024 let a search through.
        // Of 20,000 throws 39 are expected; five standard deviations of sqrt(39) are 31.
        var odds = new NewIdleOdds(NewIdleSearch.Random, 1);
        var time = SimTime.Zero;
        for (var i = 0; i < 5_120; i++) Search(odds, succeeds: false, time);
        Assert.InRange(Enumerable.Range(0, 20_000).Count(_ => Search(odds, succeeds: false, time)), 8, 70);
    }

    [Fact]
    public void Searches_that_always_find_something_are_made_nearly_always()
    {
        // A success stands for 1024 / rate searches, rounded: 2 below a rate of 683, 1 above. So the count of successes grows past that of the
        // rate below 683 and cannot hold above: the rate hovers from 683 to its double less what falls, 1024. Two thirds or more, less five
        // standard deviations of 1,000 throws (75).
        var odds = new NewIdleOdds(NewIdleSearch.Random, 1);
        for (var i = 0; i < 10_240; i++) Search(odds, succeeds: true, SimTime.Zero);
        Assert.InRange(Enumerable.Range(0, 1_000).Count(_ => Search(odds, succeeds: true, SimTime.Zero)), 667 - 75, 1_000);
    }

    [Theory]
    [InlineData(100, 1_000, 1_000)]  // 512 calls take 5.12 s, worth more than 1024 of 1024: always
    [InlineData(512, 180, 288)]      // 1 s is 1e9 ns >> 22 = 238, and no success adds to it: 1,000 x 240 / 1024 = 234, four standard deviations of 13.4
    public void Seldom_calls_search_more_often_where_the_kernel_looks_at_the_rate(double perSecond, int least, int most)
    {
        var odds = new NewIdleOdds(NewIdleSearch.RandomAndRate, 1);
        var step = SimDuration.FromSeconds(1 / perSecond);
        var time = SimTime.Zero;
        var searched = 0;
        for (var i = 0; i < 11_240; i++)
        {
            time += step;
            if (Search(odds, succeeds: false, time) && i >= 10_240) searched++;
        }

        Assert.InRange(searched, least, most);
    }

    [Fact]
    public void Older_kernels_always_search()
    {
        var odds = new NewIdleOdds(NewIdleSearch.Always, 1);
        for (var i = 0; i < 5_000; i++) Assert.True(Search(odds, succeeds: false, SimTime.Zero));
    }

    private static bool Search(NewIdleOdds odds, bool succeeds, SimTime now)
    {
        if (!odds.Throw(now, out var weight)) return false;
        odds.Count(succeeds ? weight : 0, now);
        return true;
    }
}
