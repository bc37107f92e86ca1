using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Testing;

namespace Sim.Core.Tests.Statistics;

public sealed class BoundedSeriesTests
{
    [Fact]
    public void The_width_doubles_when_the_bins_run_out()
    {
        var series = new BoundedSeries(4, SimDuration.FromMilliseconds(1));
        foreach (var (millisecond, value) in new[] { (0, 1.0), (1, 2.0), (3, 4.0) }) series.Add(At(millisecond), value);
        Assert.Equal((4, 1.0), (series.Length, series.Width.Milliseconds));
        Assert.True(double.IsNaN(series.MeanOf(2)));

        // 4 ms needs a fifth bin: [0,2) holds 1 and 2, [2,4) holds 4, [4,6) holds 8.
        series.Add(At(4), 8);
        Assert.Equal((3, 2.0), (series.Length, series.Width.Milliseconds));
        Assert.Equal((2, 1.5), (series.CountOf(0), series.MeanOf(0)));
        Assert.Equal((1, 4.0), (series.CountOf(1), series.SumOf(1)));
        Assert.Equal((1, 8.0), (series.CountOf(2), series.SumOf(2)));
    }

    [Fact]
    public void Every_observation_is_in_the_bin_of_its_time() =>
        Gen.Int[0, 10_000].Array[1, 50].Sample(times =>
        {
            var series = new BoundedSeries(8, SimDuration.FromMilliseconds(1));
            foreach (var time in times) series.Add(At(time), time);
            var width = (int)series.Width.Milliseconds;
            Assert.True(times.Max() < 8 * width && (width == 1 || times.Max() >= 4 * width));
            for (var bin = 0; bin < series.Length; bin++)
            {
                Assert.Equal(times.Where(time => time / width == bin).Sum(), series.SumOf(bin));
                Assert.Equal(times.Count(time => time / width == bin), series.CountOf(bin));
            }
        });

    [Fact]
    public void Nothing_is_allocated_after_construction()
    {
        var series = new BoundedSeries(64, SimDuration.FromMilliseconds(1));
        var at = 0;
        series.Add(At(at), 1);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100_000; i++) series.Add(At(++at), i);
        }));
    }

    [Fact]
    public void What_cannot_be_halved_is_refused()
    {
        Assert.Throws<SimulationFault>(() => new BoundedSeries(3, SimDuration.FromMilliseconds(1)));
        Assert.Throws<SimulationFault>(() => new BoundedSeries(4, SimDuration.Zero));
    }

    private static SimTime At(int milliseconds) => SimTime.Zero + SimDuration.FromMilliseconds(milliseconds);
}
