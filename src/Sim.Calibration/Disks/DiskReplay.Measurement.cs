using System.Collections.Immutable;
using Sim.Core.Time;

namespace Sim.Calibration.Disks;

/// <summary>What a replay counts, and from when on.</summary>
public sealed partial class DiskReplay
{
    private readonly List<long> _reads = [];
    private readonly List<long> _writes = [];
    private int _announced;
    private int _inFlight;
    private SimTime _noted;
    private SimTime _from = SimTime.Max;
    private Int128 _inFlightTime;
    private Int128 _latencySum;
    private Int128 _readSum;
    private Int128 _writeSum;
    private int _warmUp;
    private int _left;

    private DiskReplayRun Measure(int warmUp, int count)
    {
        (_warmUp, _left) = (warmUp, count);
        _calendar.RunUntil(new SimTime(SimTime.Max.Picoseconds / 2));
        var elapsed = (_calendar.Now - _from).Seconds;
        // What is under way at the end has been in flight during the stretch as well.
        foreach (ref readonly var io in _ios.AsSpan())
        {
            if (io.InFlight) _latencySum += (_calendar.Now - Later(io.Begun, _from)).Picoseconds;
        }

        var total = (double)(_readSum + _writeSum) / SimDuration.PerNanosecond / (_reads.Count + _writes.Count);
        return new DiskReplayRun(Of(_reads, _readSum, elapsed), Of(_writes, _writeSum, elapsed), (_reads.Count + _writes.Count) / elapsed, total, _latencySum, _inFlightTime);
    }

    private void Record(in Io io)
    {
        if (_warmUp > 0)
        {
            if (--_warmUp == 0) (_from, _noted) = (_calendar.Now, _calendar.Now);
            return;
        }

        _latencySum += (_calendar.Now - Later(io.Begun, _from)).Picoseconds;
        (io.IsRead ? _reads : _writes).Add((_calendar.Now - io.Submitted).Picoseconds);
        var whole = (_calendar.Now - io.Begun).Picoseconds;
        if (io.IsRead) _readSum += whole;
        else _writeSum += whole;
        if (--_left == 0) _calendar.RequestStop();
    }

    private void NoteInFlight(int change)
    {
        if (_warmUp == 0) _inFlightTime += (Int128)_inFlight * (_calendar.Now - _noted).Picoseconds;
        _noted = _calendar.Now;
        _inFlight += change;
    }

    private static SimTime Later(SimTime one, SimTime other) => one > other ? one : other;

    private static DiskLatencies? Of(List<long> completion, Int128 sum, double seconds)
    {
        if (completion.Count == 0) return null;
        completion.Sort();
        return new DiskLatencies(completion.Count / seconds, (double)sum / SimDuration.PerNanosecond / completion.Count, [.. completion]);
    }
}
