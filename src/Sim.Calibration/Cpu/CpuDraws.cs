using System.Collections.Immutable;
using Sim.Core.Time;

namespace Sim.Calibration.Cpu;

/// <summary>The random draws of a measured thread, made again bit by bit.</summary>
/// <remarks>
/// A 64-bit xorshift (13, 7, 17) from <c>seed*7919 + thread*104729 + 88172645463325252</c>, 20 draws thrown away; then for each request one draw for the gap and,
/// with exponential demand, one for the demand. Source: the generator that loaded the machine, described with its measurements.
/// </remarks>
public static class CpuDraws
{
    private const ulong Origin = 88172645463325252;
    private const int ThrownAway = 20;

    /// <summary>Intended arrivals before the end, with their demands, both in picoseconds, in order of arrival.</summary>
    /// <param name="group">The law.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="thread">The thread's index over all groups.</param>
    /// <param name="seconds">When arrivals stop.</param>
    public static ImmutableArray<(long Arrival, long Demand)> Of(CpuThreadGroup group, long seed, int thread, double seconds)
    {
        var state = unchecked(((ulong)seed * 7919) + ((ulong)thread * 104729) + Origin);
        for (var i = 0; i < ThrownAway; i++) Next(ref state);
        var requests = ImmutableArray.CreateBuilder<(long, long)>();
        var clock = 0d;
        while (true)
        {
            clock -= Math.Log(Next(ref state)) / group.Rate;
            if (clock > seconds) return requests.ToImmutable();
            var demand = group.Demand == "exponential" ? -Math.Log(Next(ref state)) * group.Mean.Picoseconds : group.Mean.Picoseconds;
            requests.Add((SimDuration.FromSeconds(clock).Picoseconds, (long)Math.Round(demand)));
        }
    }

    private static double Next(ref ulong state)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return ((state >> 11) + 1) / 9007199254740993d;
    }
}
