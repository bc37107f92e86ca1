using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Workload;

/// <summary>Writes a database's changed pages in rounds, in the order of their places, evenly over part of the time between two rounds.</summary>
/// <remarks>
/// With a doublewrite buffer, pages are gathered and written there together, that is flushed, and each then goes to its place. A flush ends every round. A round
/// that is not over when the next is due makes that one wait. Source: MySQL 8.0 manual, InnoDB doublewrite buffer and page cleaner; PostgreSQL manual,
/// checkpoints. Page: docs/models/workload.md.
/// </remarks>
internal sealed class PageWriter : IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly OltpSpec _spec;
    private readonly Action<int, BlockAccess, int> _issue;
    private readonly int _firstUser;
    private readonly DirtyPages _changed;
    private readonly DirtyPages? _imaged;
    private readonly RingQueue<long> _gathered = new();
    private readonly RingQueue<long> _ready = new();
    private bool _isRound;
    private bool _isNextDue;
    private bool _isPaced;
    private bool _isDoubling;
    private bool _isFlushing;
    private long _left;
    private long _due;
    private int _inFlight;
    private SimDuration _gap;

    /// <summary>A writer whose first round begins after the interval.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="spec">The database.</param>
    /// <param name="issue">Issues a disk request: the number given back when it is done, what, and on which vCPU.</param>
    /// <param name="firstUser">First of four numbers that it may use.</param>
    public PageWriter(EventCalendar calendar, OltpSpec spec, Action<int, BlockAccess, int> issue, int firstUser)
    {
        (_calendar, _spec, _issue, _firstUser) = (calendar, spec, issue, firstUser);
        _changed = new DirtyPages(spec.Pages);
        if (spec.FullPageWrites) _imaged = new DirtyPages(spec.Pages);
        calendar.Schedule(spec.CheckpointInterval, new EventAction(this, (int)Step.Round));
    }

    private enum Step
    {
        Round,
        Page,
    }

    private enum Request
    {
        Page,
        Doublewrite,
        DoublewriteFlush,
        RoundFlush,
    }

    /// <summary>Changed pages that are not on their way to their places.</summary>
    public long Waiting => _changed.Count;

    /// <summary>A transaction changes a page.</summary>
    /// <returns>Whether it is the first change since the last checkpoint.</returns>
    public bool Change(long page)
    {
        _changed.Add(page);
        return _imaged is not null && _imaged.Add(page);
    }

    public void OnEvent(in EventAction action)
    {
        if ((Step)action.Kind == Step.Round)
        {
            _calendar.Schedule(_spec.CheckpointInterval, new EventAction(this, (int)Step.Round));
            if (_isRound) _isNextDue = true;
            else StartRound();
            return;
        }

        _isPaced = false;
        _due++;
        GoOn();
    }

    public void OnRequestDone(int user)
    {
        switch ((Request)(user - _firstUser))
        {
            case Request.Doublewrite:
                _issue(_firstUser + (int)Request.DoublewriteFlush, new BlockAccess(IoOperation.Flush, 0), 0);
                return;
            case Request.DoublewriteFlush:
                _isDoubling = false;
                while (_gathered.Count > 0 && _gathered.TryDequeue(out var page)) _ready.Enqueue(page);
                break;
            case Request.RoundFlush:
                (_isFlushing, _isRound) = (false, false);
                if (!_isNextDue) return;
                _isNextDue = false;
                StartRound();
                return;
            default:
                _inFlight--;
                break;
        }

        GoOn();
    }

    private void StartRound()
    {
        // The log begins anew: whole pages go into it again.
        _imaged?.Clear();
        _left = _spec.CheckpointPages > 0 ? Math.Min(_spec.CheckpointPages, _changed.Count) : _changed.Count;
        if (_left == 0) return;
        _isRound = true;
        _due = 0;
        _gap = new SimDuration((long)(_spec.CheckpointInterval.Picoseconds * _spec.CheckpointSpread / _left));
        GoOn();
    }

    private void GoOn()
    {
        if (!_isPaced && _left > _due)
        {
            _isPaced = true;
            _calendar.Schedule(_gap, new EventAction(this, (int)Step.Page));
        }

        while (_due > 0 && !_isDoubling && (_spec.Doublewrite ? _gathered.Count < _spec.DoublewritePages : _inFlight < _spec.CheckpointDepth))
        {
            _due--;
            _left--;
            var page = _changed.Take();
            if (_spec.Doublewrite) _gathered.Enqueue(page);
            else Write(page);
        }

        if (!_isDoubling && _gathered.Count > 0 && (_left == 0 || _gathered.Count == _spec.DoublewritePages))
        {
            _isDoubling = true;
            _issue(_firstUser + (int)Request.Doublewrite, new BlockAccess(IoOperation.Write, _gathered.Count * _spec.PageSize, _spec.DoublewriteStart), 0);
        }

        while (_ready.Count > 0 && _inFlight < _spec.CheckpointDepth && _ready.TryDequeue(out var page)) Write(page);
        if (_isFlushing || !_isRound || _left > 0 || _inFlight > 0 || _gathered.Count > 0 || _ready.Count > 0) return;
        _isFlushing = true;
        _issue(_firstUser + (int)Request.RoundFlush, new BlockAccess(IoOperation.Flush, 0), 0);
    }

    private void Write(long page)
    {
        _inFlight++;
        _issue(_firstUser + (int)Request.Page, new BlockAccess(IoOperation.Write, _spec.PageSize, page * _spec.PageSize), 0);
    }
}
