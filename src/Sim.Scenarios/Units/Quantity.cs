using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Scenarios.Units;

/// <summary>Reads numbers with a unit in the text, e.g. <c>2.6 GHz</c>, <c>64 GiB</c>, <c>70 us</c>. A bare number where a unit belongs is an error.</summary>
public static class Quantity
{
    private static readonly ImmutableArray<(string Unit, double Factor)> TimeUnits =
    [
        ("ps", 1), ("ns", SimDuration.PerNanosecond), ("us", SimDuration.PerMicrosecond), ("ms", SimDuration.PerMillisecond),
        ("s", SimDuration.PerSecond), ("min", 60d * SimDuration.PerSecond), ("h", 3600d * SimDuration.PerSecond),
    ];

    /// <summary>The units that may follow a number of this dimension, each with its size in the stored unit.</summary>
    /// <param name="dimension">What the number measures.</param>
    public static ImmutableArray<(string Unit, double Factor)> UnitsOf(Dimension dimension) => dimension switch
    {
        Dimension.Frequency => [("Hz", 1), ("kHz", 1e3), ("MHz", 1e6), ("GHz", 1e9)],
        Dimension.Bytes =>
        [
            ("B", 1), ("KiB", 1024), ("MiB", 1048576), ("GiB", 1073741824), ("TiB", 1099511627776),
            ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ],
        Dimension.BitRate => [("bit/s", 1), ("kbit/s", 1e3), ("Mbit/s", 1e6), ("Gbit/s", 1e9)],
        Dimension.ByteRate =>
        [
            ("B/s", 1), ("kB/s", 1e3), ("MB/s", 1e6), ("GB/s", 1e9), ("KiB/s", 1024), ("MiB/s", 1048576), ("GiB/s", 1073741824),
        ],
        Dimension.Rate => [("/s", 1), ("k/s", 1e3), ("M/s", 1e6)],
        Dimension.Fraction => [("%", 0.01)],
        Dimension.Power => [("W", 1), ("kW", 1e3)],
        Dimension.Cycles => [("cycles", 1)],
        Dimension.Months => [("months", 1), ("month", 1), ("years", 12), ("year", 12)],
        _ => [],
    };

    /// <summary>The units of a length of simulated time, each with its size in picoseconds.</summary>
    public static ImmutableArray<(string Unit, double Factor)> UnitsOfTime => TimeUnits;

    /// <summary>Reads a quantity.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="units">The units allowed; empty for a plain number.</param>
    /// <param name="value">The value in the stored unit.</param>
    /// <param name="problem">What is wrong, empty when nothing is.</param>
    /// <returns>Whether the text is a quantity.</returns>
    public static bool TryRead(string text, ImmutableArray<(string Unit, double Factor)> units, out double value, out string problem)
    {
        value = 0;
        var trimmed = text.Trim();
        var split = 0;
        while (split < trimmed.Length && IsNumberPart(trimmed, split)) split++;
        var unit = trimmed[split..].Trim();
        if (!double.TryParse(trimmed.AsSpan(0, split), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
        {
            problem = $"'{text}' is not a number{(units.IsEmpty ? "" : " with a unit")}";
            return false;
        }

        if (units.IsEmpty)
        {
            problem = unit.Length == 0 ? "" : $"'{text}' has a unit ('{unit}'), but this is a plain number";
            value = number;
            return unit.Length == 0;
        }

        if (unit.Length == 0)
        {
            problem = $"'{text}' has no unit";
            return false;
        }

        foreach (var (name, factor) in units)
        {
            if (!string.Equals(name, unit, StringComparison.Ordinal)) continue;
            value = number * factor;
            problem = "";
            return true;
        }

        problem = $"'{unit}' in '{text}' is not a unit of this field";
        return false;
    }

    private static bool IsNumberPart(string text, int index)
    {
        var c = text[index];
        if (char.IsAsciiDigit(c) || c is '.' or '+' or '-') return true;
        // An exponent only when a digit or sign follows, so that "1 e..." and units starting with e or E stay units.
        return c is 'e' or 'E' && index > 0 && char.IsAsciiDigit(text[index - 1]) && index + 1 < text.Length
            && (char.IsAsciiDigit(text[index + 1]) || text[index + 1] is '+' or '-');
    }
}
