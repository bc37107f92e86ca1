using System.Numerics;
using Sim.Core.Random;

namespace Sim.Core.Tests.Random;

public sealed class PortableMathTests
{
    private const int Digits = 220;                                        // binary digits of the reference

    private static readonly BigInteger One = BigInteger.One << Digits;

    // ln 2 = 2 artanh(1/3)
    private static readonly BigInteger Ln2 = TwiceArtanh(One / 3);

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(0.99, 1.01)]
    [InlineData(0.999999, 1.000001)]
    [InlineData(0.68, 1.4)]
    [InlineData(1.0, 1e6)]
    [InlineData(0.0, 1e-300)]
    [InlineData(1e300, 1.7e308)]
    public void Logarithm_is_within_six_tenths_of_a_unit_in_the_last_place(double low, double high)
    {
        var stream = new RngStream(1, 0, "logarithm");
        var worst = 0.0;
        for (var i = 0; i < 5_000; i++)
        {
            var x = low + ((high - low) * stream.NextPositiveUniform());
            worst = Math.Max(worst, ErrorInUnits(x));
        }

        Assert.InRange(worst, 0.3, 0.6);                                   // below 0.3 the reference itself would be wrong: rounding alone reaches 0.5
    }

    [Fact]
    public void Logarithm_at_the_edges_of_its_cells_and_at_both_sides_of_one()
    {
        // Cells begin at 0.6875 and are 2^-8 wide below 1, 2^-7 above.
        for (var edge = 0.6875; edge <= 1.375; edge += 1.0 / 256)
        {
            foreach (var x in new[] { Math.BitDecrement(edge), edge, Math.BitIncrement(edge) })
            {
                if (x != 1) Assert.InRange(ErrorInUnits(x), 0, 0.6);
            }
        }

        Assert.Equal(0, PortableMath.Log(1));
        Assert.InRange(ErrorInUnits(double.Epsilon * 3), 0, 1);
        Assert.InRange(ErrorInUnits(1.0 / (1L << 53)), 0, 0.6);
    }

    [Fact]
    public void Logarithm_of_what_has_none()
    {
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(0));
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(-0.0));
        Assert.Equal(double.PositiveInfinity, PortableMath.Log(double.PositiveInfinity));
        Assert.Equal(double.NaN, PortableMath.Log(-1));
        Assert.Equal(double.NaN, PortableMath.Log(double.NegativeInfinity));
        Assert.Equal(double.NaN, PortableMath.Log(double.NaN));
    }

    private static double ErrorInUnits(double x)
    {
        // x = mantissa 2^exponent with a whole mantissa; ln x = ln(mantissa / 2^52) + (exponent + 52) ln 2.
        var bits = BitConverter.DoubleToInt64Bits(x);
        var biased = (int)(bits >> 52);
        BigInteger mantissa = (bits & ((1L << 52) - 1)) | (biased > 0 ? 1L << 52 : 0);
        var exponent = Math.Max(biased, 1) - 1075;
        while (mantissa < BigInteger.One << 52) (mantissa, exponent) = (mantissa << 1, exponent - 1);
        if (mantissa > new BigInteger(1.4 * (1L << 52))) exponent++;       // centre on 1, where nothing may cancel
        var scaled = mantissa << (Digits - 52 - (mantissa > new BigInteger(1.4 * (1L << 52)) ? 1 : 0));
        var exact = TwiceArtanh(((scaled - One) << Digits) / (scaled + One)) + ((exponent + 52) * Ln2);

        var ours = PortableMath.Log(x);
        var unit = Math.BitIncrement(Math.Abs(ours)) - Math.Abs(ours);
        var difference = new BigInteger(Math.ScaleB(ours, 130)) * (One >> 130) - exact;
        return Math.Abs(Math.ScaleB((double)difference, -Digits)) / unit;
    }

    private static BigInteger TwiceArtanh(BigInteger ratio)
    {
        var (square, power, sum) = ((ratio * ratio) >> Digits, ratio, BigInteger.Zero);
        for (var odd = 1; !power.IsZero && odd < 400; odd += 2)
        {
            sum += power / odd;
            power = (power * square) >> Digits;
            if (BigInteger.Abs(power) <= 1) break;                         // a shift rounds down, so a negative power ends at -1
        }

        return 2 * sum;
    }
}
