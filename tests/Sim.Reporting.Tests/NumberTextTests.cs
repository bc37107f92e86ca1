using CsCheck;

namespace Sim.Reporting.Tests;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(42, "42.0")]
    [InlineData(1.2345, "1.23")]
    [InlineData(12.345, "12.3")]
    [InlineData(1234567.8, "1,234,568")]      // digits before the point are never rounded away
    [InlineData(9.996, "10.0")]               // rounding up gains a digit before the point and loses one after
    [InlineData(99.96, "100")]
    [InlineData(0.00012345, "0.000123")]
    [InlineData(-3.14159, "-3.14")]
    [InlineData(double.NaN, "not established")]
    [InlineData(double.PositiveInfinity, "unbounded")]
    public void Three_significant_digits(double value, string expected) => Assert.Equal(expected, NumberText.Significant(value));

    [Theory]
    [InlineData(42, 38, 45, 2, "42 (38-45)")]
    [InlineData(16.72, 14.2, 20.93, 3, "16.7 (14.2-20.9)")]
    [InlineData(1, -2, 4, 1, "1 (-2 to 4)")]                 // a minus sign must not read as a dash
    [InlineData(42, 41.98, 42.03, 2, "42.0 (42.0-42.0)", false)]
    [InlineData(42, double.NaN, 45, 2, "42")]
    public void Interval_shares_decimals(double value, double low, double high, int digits, string expected, bool isExact = true)
    {
        var text = NumberText.Interval(value, low, high, digits);
        if (isExact)
            Assert.Equal(expected, text);
        else
            Assert.NotEqual(expected, text);   // a narrow interval gets the decimals it needs
    }

    [Fact]
    public void Narrow_interval_keeps_its_ends_apart() =>
        // 41.98 and 42.03 agree with no decimal and differ with one ("42.0", "42.0" agree; "41.98", "42.03" differ with two).
        Assert.Equal("42.00 (41.98-42.03)", NumberText.Interval(42, 41.98, 42.03, 2));

    [Fact]
    public void Negative_zero_has_no_sign() => Assert.Equal("0.00", NumberText.Fixed(-0.001, 2));

    [Theory]
    [InlineData(0.5, 0.5, "0.5")]
    [InlineData(2, 0.5, "2.0")]
    [InlineData(2000, 1000, "2,000")]
    [InlineData(0.25, 0.25, "0.25")]
    public void Ticks_of_an_axis_share_decimals(double value, double step, string expected) =>
        Assert.Equal(expected, NumberText.Tick(value, step));

    [Fact]
    public void Exact_text_reads_back() =>
        Gen.Double.Where(double.IsFinite).Sample(v => double.Parse(NumberText.Exact(v), System.Globalization.CultureInfo.InvariantCulture) == v);

    [Fact]
    public void Printed_number_is_within_half_a_unit_of_its_last_digit() =>
        Gen.Double[1e-3, 1e6].Sample(v =>
        {
            var text = NumberText.Significant(v).Replace(",", "", StringComparison.Ordinal);
            var decimals = text.Contains('.', StringComparison.Ordinal) ? text.Length - text.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
            var printed = double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            // Slack of 1e-9 relative: the decimal text and the product below are rounded in binary.
            return Math.Abs(printed - v) <= 0.5 * Math.Pow(10, -decimals) + 1e-9 * v;
        });
}
