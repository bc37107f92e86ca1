using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Core.Tests.Statistics;

public sealed class TimeWeightedTests
{
    [Fact]
    public void Area_is_the_exact_sum_of_level_times_time() =>
        Gen.Select(Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 30]).Array[1, 100].Sample(
            steps =>
            {
                var level = new TimeWeighted();
                var (now, current, area) = (0L, 0L, Int128.Zero);
                foreach (var (wait, next) in steps)
                {
                    area += (Int128)wait * current;
                    now += wait;
                    current = next;
                    level.Set(new SimTime(now), next);
                }

                area += (Int128)current * 1_000;
                Assert.Equal(area, level.AreaAt(new SimTime(now + 1_000)));
                Assert.Equal((double)area / (now + 1_000), level.MeanAt(new SimTime(now + 1_000)));
            },
            iter: 1_000);

    [Fact]
    public void Reset_keeps_the_level_and_forgets_the_rest()
    {
        var level = new TimeWeighted();
        level.Set(new SimTime(10), 5);
        level.Add(new SimTime(20), -3);
        Assert.Equal(5, level.Peak);

        level.Reset(new SimTime(30));
        Assert.Equal(2, level.Level);
        Assert.Equal(2, level.Peak);
        Assert.True(double.IsNaN(level.MeanAt(new SimTime(30))));

        level.Set(new SimTime(40), 4);
        Assert.Equal((Int128)((2 * 10) + (4 * 10)), level.AreaAt(new SimTime(50)));   // 10 ps at 2, 10 ps at 4
        Assert.Equal(3.0, level.MeanAt(new SimTime(50)));
    }

    [Fact]
    public void Going_back_in_time_faults()
    {
        var level = new TimeWeighted();
        level.Set(new SimTime(10), 1);
        Assert.Throws<SimulationFault>(() => level.Set(new SimTime(9), 2));
        Assert.Throws<SimulationFault>(() => level.MeanAt(new SimTime(9)));
    }
}
