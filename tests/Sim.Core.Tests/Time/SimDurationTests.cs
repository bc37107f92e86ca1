using CsCheck;
using Sim.Core.Time;

namespace Sim.Core.Tests.Time;

public sealed class SimDurationTests
{
    [Fact]
    public void Units_are_powers_of_a_thousand()
    {
        Assert.Equal(new SimDuration(1_000), SimDuration.FromNanoseconds(1));
        Assert.Equal(new SimDuration(1_000_000), SimDuration.FromMicroseconds(1));
        Assert.Equal(new SimDuration(1_000_000_000), SimDuration.FromMilliseconds(1));
        Assert.Equal(new SimDuration(1_000_000_000_000), SimDuration.FromSeconds(1));
        Assert.Equal(0.07, SimDuration.FromMicroseconds(70).Milliseconds, 1e-15);
    }

    [Fact]
    public void Parts_add_up_to_the_whole_exactly() =>
        Gen.Long[0, 1L << 40].Array[1, 100].Sample(parts =>
        {
            var now = SimTime.Zero;
            foreach (var part in parts) now += new SimDuration(part);
            Assert.Equal(parts.Sum(), (now - SimTime.Zero).Picoseconds);
        });

    [Fact]
    public void Order_is_the_order_of_picoseconds() =>
        Gen.Select(Gen.Long, Gen.Long).Sample((a, b) =>
        {
            Assert.Equal(a < b, new SimDuration(a) < new SimDuration(b));
            Assert.Equal(a >= b, new SimTime(a) >= new SimTime(b));
            Assert.Equal(a.CompareTo(b), new SimDuration(a).CompareTo(new SimDuration(b)));
        });

    [Theory]
    [InlineData(0, "0 ps")]
    [InlineData(999, "999 ps")]
    [InlineData(1_500, "1.5 ns")]
    [InlineData(70_000_000, "70 us")]
    [InlineData(2_500_000_000, "2.5 ms")]
    [InlineData(-3_000_000_000_000, "-3 s")]
    public void Prints_with_the_largest_unit_that_stays_at_or_above_one(long picoseconds, string text) =>
        Assert.Equal(text, new SimDuration(picoseconds).ToString());

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1e19)]
    [InlineData(double.PositiveInfinity)]
    public void What_does_not_fit_is_refused(double seconds) => Assert.Throws<OverflowException>(() => SimDuration.FromSeconds(seconds));

    [Fact]
    public void Rounding_is_to_the_nearest_and_to_even_in_the_middle() => Gen.Double[-9e18, 9e18].Sample(
        picoseconds => SimDuration.FromNanoseconds(picoseconds / 1_000).Picoseconds == checked((long)Math.Round(picoseconds / 1_000 * 1_000))
            && SimDuration.FromNanoseconds((long)(picoseconds / 1e12) / 2.0 / 1_000).Picoseconds == checked((long)Math.Round((long)(picoseconds / 1e12) / 2.0 / 1_000 * 1_000)));
}
