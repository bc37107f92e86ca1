using System.Numerics;
using System.Runtime.CompilerServices;
using Sim.Core.Diagnostics;

namespace Sim.Core.Random;

/// <summary>One named source of chance: xoshiro256++ seeded from (seed, replication, name).</summary>
/// <remarks>
/// A stream belongs to one owner, e.g. <c>vm3/disk0/service</c>, so that adding a VM changes nobody else's draws and alternatives can be
/// compared on common random numbers. Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021.
/// An antithetic stream gives the mirrored uniforms of the plain one: the bits inverted, so that the cell [k, k+1) / 2^53 becomes its mirror image about 1/2, exactly.
/// Whatever is monotone in its uniforms (<see cref="Distributions.Distribution.IsMonotone"/>) is then negatively correlated with its plain twin.
/// </remarks>
public sealed class RngStream
{
    private const double Ulp = 1.0 / 9007199254740992.0;   // 2^-53

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private readonly ulong _mirror;

    /// <summary>A stream at its start.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="replication">The replication, 0 or more.</param>
    /// <param name="name">The owner and purpose.</param>
    /// <param name="substream">Start 2^128 draws further on for each substream, 0 or more: substreams of one name never overlap.</param>
    /// <param name="antithetic">Give the mirrored uniforms of the plain stream.</param>
    public RngStream(ulong seed, int replication, string name, int substream = 0, bool antithetic = false)
    {
        Check.That(substream >= 0, "a substream is counted from 0");
        _mirror = antithetic ? ulong.MaxValue : 0;

        // FNV-1a of the name, then SplitMix64 over (name, seed, replication): equal names in different runs are unrelated.
        var state = 14695981039346656037UL;
        foreach (var c in name) state = (state ^ c) * 1099511628211UL;
        state = Mix(state ^ Mix(seed)) + Mix((ulong)(uint)replication + 0x632be59bd9b4e019UL);
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
        if (substream > 0) Advance(StepPolynomial.Substream.Repeated((ulong)substream));
    }

    /// <summary>Whether it gives the mirrored uniforms.</summary>
    public bool IsAntithetic => _mirror != 0;

    /// <summary>Numbers drawn so far; part of the run's fingerprint.</summary>
    public long Drawn { get; private set; }

    /// <summary>Sixty-four random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextBits() => NextPlain() ^ _mirror;

    /// <summary>Uniform in [0, 1), with 53 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextUniform() => (NextBits() >> 11) * Ulp;

    /// <summary>Uniform in (0, 1]: safe to take the logarithm of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextPositiveUniform() => ((NextBits() >> 11) + 1) * Ulp;

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

    /// <summary>Exponential with mean 1, by inversion; the same bits on every platform.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextExponential() => -PortableMath.LogOfNormal(NextPositiveUniform());

    /// <summary>Normal with mean 0 and standard deviation 1 (Box-Muller; one of the pair, so that draws stay countable).</summary>
    /// <remarks>Mirroring both uniforms would leave the cosine as it is, so an antithetic stream turns the sign instead: that is what it does to a law sampled by inversion.</remarks>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * PortableMath.LogOfNormal(((NextPlain() >> 11) + 1) * Ulp));
        var normal = radius * Math.Cos(2 * Math.PI * ((NextPlain() >> 11) * Ulp));
        return IsAntithetic ? -normal : normal;
    }

    /// <summary>Goes on as if numbers had been drawn, in the time of a few hundred draws whatever their number. They do not count as <see cref="Drawn"/>.</summary>
    /// <param name="draws">How many to leave out.</param>
    public void Skip(ulong draws) => Advance(StepPolynomial.One.Repeated(draws));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong NextPlain()
    {
        Drawn++;
        var result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        Step();
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step()
    {
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
    }

    private void Advance(StepPolynomial steps)
    {
        var (s0, s1, s2, s3) = (0UL, 0UL, 0UL, 0UL);
        for (var power = 0; power < 256; power++)
        {
            if (steps.Has(power)) (s0, s1, s2, s3) = (s0 ^ _s0, s1 ^ _s1, s2 ^ _s2, s3 ^ _s3);
            Step();
        }

        (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);
    }

    private static ulong SplitMix(ref ulong state) => Mix(state += 0x9e3779b97f4a7c15UL);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return z ^ (z >> 31);
    }
}
