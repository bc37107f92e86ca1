using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Storage;

/// <summary>A bucket that fills at a constant rate up to a burst; who takes more than it holds waits.</summary>
/// <remarks>
/// Source: ITU-T I.371, generic cell rate algorithm. Page: docs/models/nvme.md.
/// Kept as the instant at which the bucket will be full again (that algorithm's virtual scheduling), so that nothing has to be
/// refilled by events. A cost above the burst waits for a full bucket and leaves it in debt, so that large commands pass at the right rate.
/// </remarks>
public sealed class TokenBucket
{
    private readonly double _picosecondsPerToken;
    private readonly double _burst;
    private SimTime _full;

    /// <summary>A full bucket.</summary>
    /// <param name="rate">Tokens per second, above 0.</param>
    /// <param name="burst">Tokens it holds when full, above 0.</param>
    public TokenBucket(double rate, double burst)
    {
        Check.That(rate > 0 && burst > 0, "a token bucket needs a rate and a burst above zero");
        _picosecondsPerToken = SimDuration.PerSecond / rate;
        _burst = burst;
    }

    /// <summary>The first instant from <paramref name="now"/> on at which <paramref name="cost"/> tokens are there.</summary>
    public SimTime EarliestFor(double cost, SimTime now)
    {
        var earliest = _full - Length(_burst - Math.Min(cost, _burst));
        return earliest > now ? earliest : now;
    }

    /// <summary>Takes tokens at <paramref name="now"/>, not before <see cref="EarliestFor"/> said.</summary>
    public void Take(double cost, SimTime now) => _full = (_full > now ? _full : now) + Length(cost);

    private SimDuration Length(double tokens) => new((long)Math.Round(tokens * _picosecondsPerToken));
}
