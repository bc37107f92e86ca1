using System.Numerics;
using System.Runtime.CompilerServices;
using Sim.Core.Diagnostics;

namespace Sim.Core.Random;

/// <summary>One named source of chance: xoshiro256++ seeded from (seed, replication, name).</summary>
/// <remarks>
/// A stream belongs to one owner, e.g. <c>vm3/disk0/service</c>, so that adding a VM changes nobody else's draws and alternatives can be
/// compared on common random numbers. Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021.
/// </remarks>
public sealed class RngStream
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>A stream at its start.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="replication">The replication, 0 or more.</param>
    /// <param name="name">The owner and purpose.</param>
    public RngStream(ulong seed, int replication, string name)
    {
        // FNV-1a of the name, then SplitMix64 over (name, seed, replication): equal names in different runs are unrelated.
        var state = 14695981039346656037UL;
        foreach (var c in name) state = (state ^ c) * 1099511628211UL;
        state = Mix(state ^ Mix(seed)) + Mix((ulong)(uint)replication + 0x632be59bd9b4e019UL);
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>Numbers drawn so far; part of the run's fingerprint.</summary>
    public long Drawn { get; private set; }

    /// <summary>Sixty-four random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextBits()
    {
        Drawn++;
        var result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), with 53 random bits.</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / 9007199254740992.0);

    /// <summary>Uniform in (0, 1]: safe to take the logarithm of.</summary>
    public double NextPositiveUniform() => ((NextBits() >> 11) + 1) * (1.0 / 9007199254740992.0);

    /// <summary>Uniform among 0 .. <paramref name="count"/> - 1 (Lemire's method, exact).</summary>
    /// <param name="count">How many, 1 or more.</param>
    public int NextIndex(int count)
    {
        Check.That(count > 0, "an index is drawn from nothing");
        var bound = (ulong)count;
        var high = Math.BigMul(NextBits(), bound, out var low);
        if (low < bound)
        {
            var threshold = unchecked(0UL - bound) % bound;
            while (low < threshold) high = Math.BigMul(NextBits(), bound, out low);
        }

        return (int)high;
    }

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -Math.Log(NextPositiveUniform());

    /// <summary>Normal with mean 0 and standard deviation 1 (Box-Muller; one of the pair, so that draws stay countable).</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(NextPositiveUniform())) * Math.Cos(2 * Math.PI * NextUniform());

    private static ulong SplitMix(ref ulong state) => Mix(state += 0x9e3779b97f4a7c15UL);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return z ^ (z >> 31);
    }
}
