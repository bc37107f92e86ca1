using Sim.Core.Diagnostics;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;

namespace Sim.Models.Workload;

/// <summary>The places of requests of one size, one after the other.</summary>
/// <remarks>
/// Constant memory whatever the region: zipf's ranks are spread over the blocks by a step that has no divisor in common with their number, so that every
/// block has one rank. Source: fio 3.x manual (rw, random_distribution, blockalign); Gray et al., "Quickly generating billion-record synthetic databases",
/// SIGMOD 1994, for scattering what is popular. Page: docs/models/workload.md.
/// </remarks>
public sealed class AddressPattern
{
    /// <summary>The golden ratio less one: neighbouring ranks come to lie far from each other.</summary>
    private const double Golden = 0.6180339887498949;

    private readonly long _start;
    private readonly long _unit;
    private readonly long _blocks;
    private readonly RngStream _random;
    private readonly AddressOrder _order;
    private readonly Zipf? _ranks;
    private readonly long _step;
    private long _next;

    /// <summary>A pattern at its beginning.</summary>
    /// <param name="spec">Order and region.</param>
    /// <param name="bytes">Size of every request, above 0 and within the part.</param>
    /// <param name="random">Source of chance.</param>
    /// <param name="part">Which part of the region a sequential stream goes through, 0 or more.</param>
    /// <param name="parts">Parts of the region, 1 or more.</param>
    public AddressPattern(AddressSpec spec, int bytes, RngStream random, int part = 0, int parts = 1)
    {
        (_random, _order, _unit) = (random, spec.Order, bytes);
        var divided = spec.Order == AddressOrder.Sequential ? parts : 1;
        _blocks = spec.Region / divided / bytes;
        Check.That(_blocks > 0, "a request is larger than the region it falls into");
        _start = spec.Start + (divided > 1 ? part * _blocks * bytes : 0);
        if (spec.Order != AddressOrder.Zipf) return;
        _ranks = new Zipf(_blocks, spec.Skew);
        _step = Math.Max(1, (long)(_blocks * Golden));
        while (Divisor(_step, _blocks) > 1) _step++;
    }

    /// <summary>First byte of the next request.</summary>
    public long Next()
    {
        switch (_order)
        {
            case AddressOrder.Random:
                return _start + ((long)(_random.NextUniform() * _blocks) * _unit);
            case AddressOrder.Zipf:
                return _start + (Scattered(_ranks!.SampleRank(_random) - 1) * _unit);
            default:
                var block = _next;
                _next = block + 1 < _blocks ? block + 1 : 0;
                return _start + (block * _unit);
        }
    }

    private long Scattered(long rank) => _blocks <= uint.MaxValue ? rank * _step % _blocks : (long)((Int128)rank * _step % _blocks);

    private static long Divisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
