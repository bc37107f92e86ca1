using CsCheck;
using Sim.Planning.Cost;

namespace Sim.Planning.Tests.Cost;

public sealed class DepreciationTests
{
    [Fact]
    public void Straight_line() =>
        Assert.Equal([2000, 2000, 2000, 2000, 2000], Depreciation.PerYear(10_000, 5, DepreciationMethod.StraightLine), Close);

    // planning-and-tco 2: 40 % of 10,000, of 6,000, of 3,600; then 2,160 / 2 = 1,080 beats 864; the last year takes the remainder.
    [Fact]
    public void Max_of_double_or_straight() =>
        Assert.Equal([4000, 2400, 1440, 1080, 1080], Depreciation.PerYear(10_000, 5, DepreciationMethod.MaxOfDoubleOrStraight), Close);

    [Fact]
    public void A_month_is_a_twelfth_of_its_year()
    {
        var months = Depreciation.PerMonth(12_000, 2, DepreciationMethod.StraightLine);
        Assert.Equal(24, months.Length);
        Assert.All(months, month => Assert.Equal(500, month, 9));
    }

    [Fact]
    public void Years_sum_to_the_cost_and_none_is_negative() =>
        Gen.Select(Gen.Double[0, 1e6], Gen.Int[1, 15], Gen.Enum<DepreciationMethod>()).Sample((cost, years, method) =>
        {
            var parts = Depreciation.PerYear(cost, years, method);
            return Math.Abs(parts.Sum() - cost) <= 1e-9 * cost && parts.All(part => part >= 0);
        });

    // 100,000 now and 20,000 at the end of each of 5 years at 8 %: 100,000 + 20,000 x (1 - 1.08^-5) / 0.08 = 179,854.20.
    [Fact]
    public void Present_value_of_the_reference() =>
        Assert.Equal(179_854.20,
            PresentValue.Of([100_000], 0.08, PaymentTiming.StartOfYear)
            + PresentValue.Of([20_000, 20_000, 20_000, 20_000, 20_000], 0.08, PaymentTiming.EndOfYear), 0.005);

    [Fact]
    public void Paying_at_the_start_costs_one_year_of_interest_more() =>
        Assert.Equal(1.08,
            PresentValue.Of([5, 7, 11], 0.08, PaymentTiming.StartOfYear) / PresentValue.Of([5, 7, 11], 0.08, PaymentTiming.EndOfYear), 12);

    private static bool Close(double expected, double actual) => Math.Abs(expected - actual) < 1e-9;
}
