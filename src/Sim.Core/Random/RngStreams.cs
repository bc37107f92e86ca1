using System.Globalization;
using Sim.Core.Diagnostics;

namespace Sim.Core.Random;

/// <summary>Makes the named streams of one replication and remembers them for the fingerprint.</summary>
/// <param name="seed">The run's seed.</param>
/// <param name="replication">The replication, 0 or more.</param>
/// <param name="antithetic">Every stream gives the mirrored uniforms of its plain twin.</param>
public sealed class RngStreams(ulong seed, int replication, bool antithetic = false)
{
    private readonly SortedDictionary<string, RngStream> _streams = new(StringComparer.Ordinal);

    /// <summary>The run's seed.</summary>
    public ulong Seed => seed;

    /// <summary>The replication.</summary>
    public int Replication => replication;

    /// <summary>Whether every stream is mirrored.</summary>
    public bool IsAntithetic => antithetic;

    /// <summary>Every stream made so far, by name; a substream as <c>name#number</c>.</summary>
    public IReadOnlyDictionary<string, RngStream> All => _streams;

    /// <summary>The streams of a run whose replications form antithetic pairs: 2k is plain, 2k + 1 its mirror image.</summary>
    /// <remarks>The two of a pair depend on each other: an interval rests on the means of the pairs, which are independent.</remarks>
    /// <param name="seed">The run's seed.</param>
    /// <param name="replication">The replication, 0 or more.</param>
    public static RngStreams OfPair(ulong seed, int replication) => new(seed, replication >> 1, (replication & 1) != 0);

    /// <summary>The stream of an owner; asking twice gives the same stream.</summary>
    /// <param name="name">Owner and purpose, e.g. <c>vm3/arrivals</c>; without <c>#</c>.</param>
    public RngStream Get(string name)
    {
        if (_streams.TryGetValue(name, out var stream)) return stream;
        Check.That(!name.Contains('#', StringComparison.Ordinal), "a stream's name has no #, which marks a substream");
        return _streams[name] = new RngStream(seed, replication, name, antithetic: antithetic);
    }

    /// <summary>A part of an owner's stream that no other part overlaps: 2^128 draws each; asking twice gives the same.</summary>
    /// <param name="name">Owner and purpose, as above.</param>
    /// <param name="substream">Which, 0 or more; 0 is the owner's stream itself.</param>
    public RngStream Get(string name, int substream)
    {
        if (substream == 0) return Get(name);
        var key = string.Create(CultureInfo.InvariantCulture, $"{name}#{substream}");
        if (_streams.TryGetValue(key, out var stream)) return stream;
        Check.That(!name.Contains('#', StringComparison.Ordinal), "a stream's name has no #, which marks a substream");
        return _streams[key] = new RngStream(seed, replication, name, substream, antithetic);
    }
}
