using System.Globalization;

namespace Sim.Core.Diagnostics;

/// <summary>One number for a whole run (FNV-1a, 64 bits): equal runs have equal fingerprints.</summary>
public sealed class RunFingerprint
{
    private const ulong Prime = 1099511628211;
    private ulong _hash = 14695981039346656037;

    /// <summary>Folds in a whole number.</summary>
    public void Add(long value)
    {
        for (var shift = 0; shift < 64; shift += 8) _hash = (_hash ^ ((ulong)value >> shift & 0xff)) * Prime;
    }

    /// <summary>Folds in a real number, bit by bit.</summary>
    public void Add(double value) => Add(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Folds in a text.</summary>
    public void Add(string text)
    {
        foreach (var c in text) Add(c);
        Add(text.Length);
    }

    /// <summary>Sixteen hexadecimal digits.</summary>
    public override string ToString() => _hash.ToString("x16", CultureInfo.InvariantCulture);
}
