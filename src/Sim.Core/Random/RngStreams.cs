namespace Sim.Core.Random;

/// <summary>Makes the named streams of one replication and remembers them for the fingerprint.</summary>
/// <param name="seed">The run's seed.</param>
/// <param name="replication">The replication, 0 or more.</param>
public sealed class RngStreams(ulong seed, int replication)
{
    private readonly SortedDictionary<string, RngStream> _streams = new(StringComparer.Ordinal);

    /// <summary>The run's seed.</summary>
    public ulong Seed => seed;

    /// <summary>The replication.</summary>
    public int Replication => replication;

    /// <summary>Every stream made so far, by name.</summary>
    public IReadOnlyDictionary<string, RngStream> All => _streams;

    /// <summary>The stream of an owner; asking twice gives the same stream.</summary>
    /// <param name="name">Owner and purpose, e.g. <c>vm3/arrivals</c>.</param>
    public RngStream Get(string name)
    {
        if (!_streams.TryGetValue(name, out var stream)) _streams[name] = stream = new RngStream(seed, replication, name);
        return stream;
    }
}
