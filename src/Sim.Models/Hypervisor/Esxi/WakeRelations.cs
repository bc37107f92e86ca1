using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>The worlds that wake a world often. Of up to four every wake-up is counted; more of them take from each other's counts, so that only who stands out is found.</summary>
/// <remarks>Source: Cpu.CommRateThreshold; cpu-and-memory 2.4. That a rate is taken over a second or more is assumed. Counts: Misra and Gries, "Finding repeated elements", 1982.</remarks>
internal sealed class WakeRelations
{
    private const int Most = 4;

    private static readonly SimDuration Window = SimDuration.FromSeconds(1);

    private readonly World?[] _wakers = new World?[Most];
    private readonly int[] _counts = new int[Most];
    private readonly World[] _related = new World[Most];
    private int _relatedCount;
    private SimTime _since;

    /// <summary>Who woke it often enough when that was last reckoned.</summary>
    public ReadOnlySpan<World> Related => _related.AsSpan(0, _relatedCount);

    /// <summary>Counts a wake-up.</summary>
    /// <param name="waker">By whom.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="threshold">Wake-ups a second that make a relation.</param>
    public void Note(World waker, SimTime now, double threshold)
    {
        if (now - _since >= Window) Reckon(now, threshold);
        var free = -1;
        for (var i = 0; i < Most; i++)
        {
            if (_counts[i] == 0)
            {
                free = i;
            }
            else if (ReferenceEquals(_wakers[i], waker))
            {
                _counts[i]++;
                return;
            }
        }

        if (free >= 0)
        {
            (_wakers[free], _counts[free]) = (waker, 1);
            return;
        }

        for (var i = 0; i < Most; i++) _counts[i]--;
    }

    private void Reckon(SimTime now, double threshold)
    {
        var enough = threshold * (now - _since).Seconds;
        _relatedCount = 0;
        for (var i = 0; i < Most; i++)
        {
            if (_counts[i] >= enough) _related[_relatedCount++] = _wakers[i]!;
        }

        Array.Clear(_counts);
        _since = now;
    }
}
