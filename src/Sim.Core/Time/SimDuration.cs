using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sim.Core.Time;

/// <summary>A length of simulated time in whole picoseconds; may be negative as a difference.</summary>
/// <remarks>A long holds 106 days. Integers, so that sums of parts equal the whole exactly.</remarks>
/// <param name="Picoseconds">The length, picoseconds.</param>
public readonly record struct SimDuration(long Picoseconds) : IComparable<SimDuration>
{
    /// <summary>Picoseconds in one nanosecond.</summary>
    public const long PerNanosecond = 1_000;

    /// <summary>Picoseconds in one microsecond.</summary>
    public const long PerMicrosecond = 1_000_000;

    /// <summary>Picoseconds in one millisecond.</summary>
    public const long PerMillisecond = 1_000_000_000;

    /// <summary>Picoseconds in one second.</summary>
    public const long PerSecond = 1_000_000_000_000;

    private const double LongLimit = 9223372036854775808.0;   // 2^63

    /// <summary>No time at all.</summary>
    public static SimDuration Zero => default;

    /// <summary>The length in seconds.</summary>
    public double Seconds => Picoseconds / (double)PerSecond;

    /// <summary>The length in milliseconds.</summary>
    public double Milliseconds => Picoseconds / (double)PerMillisecond;

    /// <summary>The length in microseconds.</summary>
    public double Microseconds => Picoseconds / (double)PerMicrosecond;

    /// <summary>The length in nanoseconds.</summary>
    public double Nanoseconds => Picoseconds / (double)PerNanosecond;

    /// <summary>A length given in seconds, rounded to the nearest picosecond.</summary>
    /// <param name="value">Seconds; absolute value below 9.2 million.</param>
    public static SimDuration FromSeconds(double value) => new(Round(value * PerSecond));

    /// <summary>A length given in milliseconds, rounded to the nearest picosecond.</summary>
    /// <param name="value">Milliseconds.</param>
    public static SimDuration FromMilliseconds(double value) => new(Round(value * PerMillisecond));

    /// <summary>A length given in microseconds, rounded to the nearest picosecond.</summary>
    /// <param name="value">Microseconds.</param>
    public static SimDuration FromMicroseconds(double value) => new(Round(value * PerMicrosecond));

    /// <summary>A length given in nanoseconds, rounded to the nearest picosecond.</summary>
    /// <param name="value">Nanoseconds.</param>
    public static SimDuration FromNanoseconds(double value) => new(Round(value * PerNanosecond));

    /// <summary>Sum of two lengths.</summary>
    public static SimDuration operator +(SimDuration left, SimDuration right) => new(left.Picoseconds + right.Picoseconds);

    /// <summary>Difference of two lengths.</summary>
    public static SimDuration operator -(SimDuration left, SimDuration right) => new(left.Picoseconds - right.Picoseconds);

    /// <summary>A length repeated <paramref name="times"/> times.</summary>
    public static SimDuration operator *(SimDuration left, long times) => new(left.Picoseconds * times);

    /// <summary>A length scaled by a real factor, rounded to the nearest picosecond.</summary>
    public static SimDuration operator *(SimDuration left, double factor) => new(Round(left.Picoseconds * factor));

    /// <summary>Shorter than.</summary>
    public static bool operator <(SimDuration left, SimDuration right) => left.Picoseconds < right.Picoseconds;

    /// <summary>Longer than.</summary>
    public static bool operator >(SimDuration left, SimDuration right) => left.Picoseconds > right.Picoseconds;

    /// <summary>Shorter than or equal to.</summary>
    public static bool operator <=(SimDuration left, SimDuration right) => left.Picoseconds <= right.Picoseconds;

    /// <summary>Longer than or equal to.</summary>
    public static bool operator >=(SimDuration left, SimDuration right) => left.Picoseconds >= right.Picoseconds;

    /// <inheritdoc />
    public int CompareTo(SimDuration other) => Picoseconds.CompareTo(other.Picoseconds);

    /// <summary>The length with the largest unit that keeps it at or above one, e.g. <c>2.5 ms</c>.</summary>
    public override string ToString()
    {
        var magnitude = Math.Abs((double)Picoseconds);
        var (value, unit) = magnitude switch
        {
            >= PerSecond => (Seconds, "s"),
            >= PerMillisecond => (Milliseconds, "ms"),
            >= PerMicrosecond => (Microseconds, "us"),
            >= PerNanosecond => (Nanoseconds, "ns"),
            _ => (Picoseconds, "ps"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.######} {unit}");
    }

    // A checked conversion is a call into the runtime; a comparison and the processor's own conversion say the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Round(double picoseconds)
    {
        if (!(Math.Abs(picoseconds) < LongLimit)) FailRange(picoseconds);
        return double.ConvertToIntegerNative<long>(Math.Round(picoseconds));
    }

    [DoesNotReturn]
    private static void FailRange(double picoseconds) => throw new OverflowException(
        string.Create(CultureInfo.InvariantCulture, $"{picoseconds:R} ps is no length of simulated time: it must be below 9.22e18 ps (106 days) either way"));
}
