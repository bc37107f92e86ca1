using System.Collections.Immutable;
using Sim.Core.Time;

namespace Sim.Core.Tracing;

/// <summary>Which part of a run a trace keeps.</summary>
public sealed record TraceSelection
{
    /// <summary>Start of the window, simulated time since the start of the replication, the warm-up included.</summary>
    public SimTime From { get; init; } = SimTime.Zero;

    /// <summary>End of the window, after <see cref="From"/>; what happens at this very instant is no longer kept.</summary>
    public SimTime To { get; init; } = SimTime.Max;

    /// <summary>
    /// Patterns of object names, e.g. <c>web3/*</c>, <c>*/disk0</c>: <c>*</c> stands for any characters, <c>?</c> for one, the part of a name before
    /// a slash for all that belongs to it. Empty for every object.
    /// </summary>
    public ImmutableArray<string> Objects { get; init; } = [];

    /// <summary>Most bytes of JSON text, before compression; the trace ends early, and says so, rather than exceed it.</summary>
    public long MostBytes { get; init; } = 256L << 20;
}
