using CsCheck;
using Sim.Core.Statistics;

namespace Sim.Core.Tests.Statistics;

public sealed class TallyTests
{
    [Fact]
    public void Agrees_with_two_passes_over_the_values() =>
        // A large common offset is what breaks the sum-of-squares formula; Welford must keep ten digits of the spread.
        Gen.Select(Gen.Double[-1e3, 1e3].Array[2, 200], Gen.Double[-1e6, 1e6]).Sample(
            (values, offset) =>
            {
                var tally = new Tally();
                foreach (var value in values) tally.Add(value + offset);

                var mean = values.Sum(value => value + offset) / values.Length;
                var variance = values.Sum(value => (value + offset - mean) * (value + offset - mean)) / (values.Length - 1);
                Assert.Equal(values.Length, tally.Count);
                Assert.Equal(mean, tally.Mean, 1e-9 * (1 + Math.Abs(mean)));
                Assert.Equal(variance, tally.Variance, 1e-7 * (1 + variance));
                Assert.Equal(values.Min() + offset, tally.Minimum);
                Assert.Equal(values.Max() + offset, tally.Maximum);
            },
            iter: 2_000);

    [Fact]
    public void A_worked_example()
    {
        // 2 4 4 4 5 5 7 9: mean 40/8 = 5, squared deviations 9+1+1+1+0+0+4+16 = 32, variance 32/7.
        var tally = new Tally();
        foreach (var value in new[] { 2.0, 4, 4, 4, 5, 5, 7, 9 }) tally.Add(value);
        Assert.Equal(5, tally.Mean, 1e-12);
        Assert.Equal(32 / 7.0, tally.Variance, 1e-12);
        Assert.Equal(Math.Sqrt(32 / 7.0), tally.StandardDeviation, 1e-12);
    }

    [Fact]
    public void Says_not_a_number_where_nothing_is_known()
    {
        var tally = new Tally();
        Assert.True(double.IsNaN(tally.Mean) && double.IsNaN(tally.Variance) && double.IsNaN(tally.Minimum) && double.IsNaN(tally.Maximum));
        tally.Add(3);
        Assert.Equal(3, tally.Mean);
        Assert.True(double.IsNaN(tally.Variance));
        tally.Reset();
        Assert.Equal(0, tally.Count);
        Assert.True(double.IsNaN(tally.Mean));
        tally.Add(7);
        tally.Add(9);
        Assert.Equal(2, tally.Variance, 1e-12);                    // nothing left of the 3
    }
}
