using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>How often a pCPU that is about to idle looks for work in a scheduling domain: in proportion to how often it found some.</summary>
/// <remarks>
/// A die of 1024 sides is thrown against the success rate. A search that is thrown away counts as a failed one, a successful search as the
/// number of searches it stands for, so that the rate is that of searching always. The rate starts at one half and is renewed every 1024
/// calls; with <see cref="NewIdleSearch.RandomAndRate"/> seldom calls raise it, by 1024 for 512 calls in 4 s.
/// Source: Linux kernel/sched/fair.c, update_newidle_stats, sched_balance_newidle. Page: docs/models/cpu.md.
/// </remarks>
internal sealed class NewIdleOdds
{
    private const int Sides = 1024;
    private const int RateShift = 22;

    private readonly NewIdleSearch _search;
    private int _calls = Sides / 2;
    private int _successes = Sides / 4;
    private int _rate = Sides / 2;
    private SimTime _renewed;
    private uint _state;

    /// <summary>The odds of a pCPU that has not idled yet.</summary>
    /// <param name="search">How the kernel decides.</param>
    /// <param name="seed">Sets this die apart from the others.</param>
    internal NewIdleOdds(NewIdleSearch search, int seed) => (_search, _state) = (search, unchecked(((uint)seed * 2_654_435_761) | 1));

    /// <summary>Whether to search this time; a success then counts as <paramref name="weight"/>.</summary>
    internal bool Throw(SimTime now, out int weight)
    {
        weight = 1;
        if (_search == NewIdleSearch.Always || _rate >= Sides) return true;
        weight = 1 + _rate;
        if (Next() % Sides > weight)
        {
            Count(0, now);
            return false;
        }

        weight = (Sides + (weight / 2)) / weight;
        return true;
    }

    /// <summary>A search ended.</summary>
    /// <param name="successes">Its weight, or 0 when it found nothing.</param>
    /// <param name="now">The time.</param>
    internal void Count(int successes, SimTime now)
    {
        _calls++;
        _successes += successes;
        if (_calls < Sides) return;
        // Nanoseconds shifted by 22 are the kernel's units: 4 s are 1024.
        var seldom = _search == NewIdleSearch.RandomAndRate ? (now - _renewed).Picoseconds / SimDuration.PerNanosecond >> RateShift : 0;
        _rate = (int)Math.Min(Sides, _successes + seldom);
        _renewed = now;
        _calls /= 2;
        _successes /= 2;
    }

    /// <summary>Xorshift of 32 bits (Marsaglia 2003, triple 13, 17, 5).</summary>
    private uint Next()
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return _state;
    }
}
