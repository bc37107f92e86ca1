using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Core.Statistics;

/// <summary>A level that holds until it changes: queue length, busy servers. Integer sums, so that parts add up exactly.</summary>
public sealed class TimeWeighted
{
    private Int128 _area;
    private SimTime _start;
    private SimTime _changed;

    /// <summary>The level now.</summary>
    public long Level { get; private set; }

    /// <summary>The highest level since the last reset.</summary>
    public long Peak { get; private set; }

    /// <summary>Changes the level.</summary>
    /// <param name="now">When, not before the last change.</param>
    /// <param name="level">The new level.</param>
    public void Set(SimTime now, long level)
    {
        Accumulate(now);
        Level = level;
        if (level > Peak) Peak = level;
    }

    /// <summary>Raises or lowers the level.</summary>
    /// <param name="now">When, not before the last change.</param>
    /// <param name="change">By how much.</param>
    public void Add(SimTime now, long change) => Set(now, Level + change);

    /// <summary>The mean level from the last reset to <paramref name="now"/>; not a number over no time.</summary>
    public double MeanAt(SimTime now)
    {
        Accumulate(now);
        var length = (now - _start).Picoseconds;
        return length > 0 ? (double)_area / length : double.NaN;
    }

    /// <summary>Level times time since the last reset, in level-picoseconds.</summary>
    public Int128 AreaAt(SimTime now)
    {
        Accumulate(now);
        return _area;
    }

    /// <summary>Forgets the past but keeps the level: the end of the warm-up.</summary>
    public void Reset(SimTime now)
    {
        _area = 0;
        (_start, _changed) = (now, now);
        Peak = Level;
    }

    private void Accumulate(SimTime now)
    {
        Check.That(now >= _changed, "a level was read or changed before its last change");
        _area += Math.BigMul(Level, (now - _changed).Picoseconds);
        _changed = now;
    }
}
