using Sim.Core.Time;
using Sim.Models.Hypervisor;

namespace Sim.Models.Attribution;

/// <summary>A request that is being followed: where it is, and its time so far.</summary>
internal sealed class WatchedRequest(RequestResponse request, int slot)
{
    /// <summary>Stretches kept of one request; a picture shows a thousandth of them.</summary>
    private const int MostSegments = 1 << 16;

    private readonly Dictionary<Standing, long> _sums = [];
    private Standing _standing;
    private Phases _phases = Phases.None;
    private long _ticks;
    private long _since;

    public RequestResponse Request => request;

    /// <summary>The service's number for it.</summary>
    public int Slot => slot;

    public Place Place { get; set; } = Place.Network;

    /// <summary>At <see cref="Attribution.Place.World"/>: whose work it is in.</summary>
    public World? World { get; set; }

    /// <summary>The piece of work.</summary>
    public WorkItem Item { get; set; }

    /// <summary>The part of it, at its end, that is an exit, picoseconds.</summary>
    public long Kick { get; set; }

    /// <summary>At <see cref="Attribution.Place.ReceiveRing"/>: the port's queue.</summary>
    public int Ring { get; set; }

    /// <summary>Its number at the virtual disk, or -1.</summary>
    public int DiskRequest { get; set; } = -1;

    /// <summary>Its number at the array, or -1.</summary>
    public int Transfer { get; set; } = -1;

    /// <summary>Commands of the transfer that are not done or not yet submitted.</summary>
    public int Outstanding { get; set; }

    /// <summary>Those that drives have.</summary>
    public List<DriveCommand> Commands { get; } = [];

    public List<(string Name, long From)> Stages { get; } = [];

    public List<(Standing Standing, long From, long To)> Segments { get; } = [];

    /// <summary>Since when there are more segments than are kept; null while there are not.</summary>
    public long? CutAt { get; private set; }

    public bool IsClosed { get; set; }

    public IReadOnlyDictionary<Standing, long> Sums => _sums;

    /// <summary>What has held it since the last look that found something new.</summary>
    public Standing Standing => _standing;

    public long Age(SimTime now) => (now - request.Issued).Picoseconds;

    /// <summary>Ticks that the world concerned had taken when this standing began.</summary>
    public long TicksAtBegin => _ticks;

    /// <summary>Something new holds it; all before is accounted for.</summary>
    public void Stand(Standing standing, Phases phases, long ticks) => (_standing, _phases, _ticks) = (standing, phases, ticks);

    /// <summary>Accounts for the time up to an age, which what has held it ends at.</summary>
    /// <param name="until">The age.</param>
    /// <param name="ticks">Ticks that the world concerned has taken by now.</param>
    public void Settle(long until, long ticks)
    {
        var begin = _since;
        var ticking = (ticks - _ticks) * _phases.TickTime;
        if (_phases.ResumedAt > 0) Account(_standing with { Cause = Cause.PollResume }, Math.Min(until, begin + _phases.ResumedAt), Divide.Whole);
        var exits = _phases.ExitsAt < until - begin - ticking ? begin + _phases.ExitsAt + ticking : until;
        Account(_standing, exits, new Divide(ticking, _phases.ExitShare, _phases.WalkShare));
        Account(_standing with { Cause = Cause.Exit }, until, Divide.Whole);
    }

    private void Account(Standing standing, long until, Divide divide)
    {
        if (until <= _since) return;
        var time = until - _since;
        var ticks = Math.Min(time, divide.Ticks);
        var exits = (long)((time - ticks) * divide.Exits);
        var walks = (long)((time - ticks) * divide.Walks);
        Add(standing, time - ticks - exits - walks);
        Add(standing with { Cause = Cause.GuestTick }, ticks);
        Add(standing with { Cause = Cause.GuestExit }, exits);
        Add(standing with { Cause = Cause.PageWalk }, walks);
        if (Segments.Count > 0 && Segments[^1] is var (last, from, to) && last == standing && to == _since) Segments[^1] = (standing, from, until);
        else if (Segments.Count < MostSegments) Segments.Add((standing, _since, until));
        else CutAt ??= _since;
        _since = until;
    }

    private void Add(Standing standing, long time)
    {
        if (time > 0) _sums[standing] = _sums.GetValueOrDefault(standing) + time;
    }

    /// <summary>What a stretch of guest work is made of beside the work.</summary>
    private readonly record struct Divide(long Ticks, double Exits, double Walks)
    {
        public static Divide Whole => default;
    }
}
