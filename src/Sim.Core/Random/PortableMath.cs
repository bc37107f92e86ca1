using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sim.Core.Random;

/// <summary>Functions whose last bit does not depend on the platform's C library.</summary>
/// <remarks>
/// Only operations that IEEE 754 rounds exactly (+, -, *, fused multiply-add) and a table computed in decimal arithmetic: the same bits on every processor and runtime.
/// Source of the method: P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic", ACM TOMS 16(4), 1990.
/// </remarks>
public static class PortableMath
{
    private const int IndexBits = 7;
    private const ulong ExponentMask = 0xfff0_0000_0000_0000;

    // The reduced argument lies in [0.6875, 1.375), so that an argument on either side of 1 has binary exponent 0 and nothing cancels.
    private const ulong Lowest = 0x3fe6_0000_0000_0000;

    // ln 2 in two parts, the first with 42 fraction bits: whole multiples of it up to 2^10 are exact.
    private const double Ln2High = 0x2c5c85fdf47 / (double)(1L << 42);
    private const double Ln2Low = 5.4979230187083711747e-14;

    private static readonly Cell[] Cells = Tabulate();

    /// <summary>The natural logarithm, within 0.6 units in the last place.</summary>
    /// <param name="value">Any number; below 0 and NaN give NaN, 0 gives minus infinity.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log(double value) =>
        value is >= 2.2250738585072014e-308 and <= double.MaxValue ? LogOfNormal(value) : LogOfSpecial(value);

    /// <summary>The natural logarithm of a number known to be positive, finite and not subnormal, which nobody checks.</summary>
    /// <param name="value">2.2e-308 or more, finite.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double LogOfNormal(double value)
    {
        // value = 2^k z, cell midpoint near 1/inverse, r = z inverse - 1: ln value = k ln 2 - ln inverse + ln(1 + r), with |r| < 2^-7.
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var above = bits - Lowest;
        ref readonly var cell = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Cells), (nint)(above >> (52 - IndexBits) & ((1 << IndexBits) - 1)));
        double k = (int)((long)above >> 52);
        var z = BitConverter.UInt64BitsToDouble(bits - (above & ExponentMask));
        var r = Math.FusedMultiplyAdd(z, cell.Inverse, -1);

        // The leading sum is exact; its rounding after adding r is carried in low (two-sum, as the leading sum is 0 or larger than r).
        var leading = Math.FusedMultiplyAdd(k, Ln2High, cell.High);
        var high = leading + r;
        var low = leading - high + r + Math.FusedMultiplyAdd(k, Ln2Low, cell.Low);

        // Taylor's series to r^8: the next term is below 2^-63 / 9, beside a sum of r or more.
        var square = r * r;
        var series = Math.FusedMultiplyAdd(square, -0.125, Math.FusedMultiplyAdd(r, 1.0 / 7, -1.0 / 6));
        series = Math.FusedMultiplyAdd(square, series, Math.FusedMultiplyAdd(r, 0.2, -0.25));
        series = Math.FusedMultiplyAdd(square, series, Math.FusedMultiplyAdd(r, 1.0 / 3, -0.5));
        return high + Math.FusedMultiplyAdd(square, series, low);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double LogOfSpecial(double value) => value switch
    {
        0 => double.NegativeInfinity,
        double.PositiveInfinity => double.PositiveInfinity,
        > 0 => LogOfNormal(value * (1L << 54)) - (54 * (Ln2High + Ln2Low)),
        _ => double.NaN,
    };

    private static Cell[] Tabulate()
    {
        var cells = new Cell[1 << IndexBits];
        for (var i = 0; i < cells.Length; i++)
        {
            var from = Lowest + ((ulong)i << (52 - IndexBits));
            var (left, middle, right) = (BitConverter.UInt64BitsToDouble(from),
                BitConverter.UInt64BitsToDouble(from + (1UL << (51 - IndexBits))),
                BitConverter.UInt64BitsToDouble(from + (1UL << (52 - IndexBits))));

            // Ten bits are close enough and exact as a decimal; the two cells at 1 use 1 itself, so that small logarithms keep all their bits.
            var inverse = left == 1 || right == 1 ? 1 : Math.Round(1024 / middle) / 1024;
            var logarithm = -Logarithm((decimal)inverse);
            var scaled = decimal.Round(logarithm * (1L << 42));
            cells[i] = new Cell((double)inverse, (double)(long)scaled / (1L << 42), (double)(logarithm - (scaled / (1L << 42))));
        }

        return cells;
    }

    // ln d = 2 artanh((d - 1) / (d + 1)); |(d - 1) / (d + 1)| is at most 0.19, so 20 odd terms reach 28 decimals.
    private static decimal Logarithm(decimal d)
    {
        var ratio = (d - 1) / (d + 1);
        var (power, sum) = (ratio, 0m);
        for (var odd = 1; odd < 41; odd += 2)
        {
            sum += power / odd;
            power *= ratio * ratio;
        }

        return 2 * sum;
    }

    private readonly record struct Cell(double Inverse, double High, double Low);
}
