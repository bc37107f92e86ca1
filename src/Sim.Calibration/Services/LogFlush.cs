using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;

namespace Sim.Calibration.Services;

/// <summary>The log of a database: one flush at a time, each for all who committed before it began (group commit).</summary>
/// <remarks>Source: MariaDB manual, group commit for the InnoDB redo log with innodb_flush_log_at_trx_commit = 1.</remarks>
internal sealed class LogFlush(EventCalendar calendar, ServiceDemand demand, RngStream stream, Action<int> committed) : IEventTarget
{
    private readonly RingQueue<int> _waiting = new(16);
    private readonly RingQueue<int> _flushing = new(16);

    /// <summary>A client's transaction has to be on disk before it goes on.</summary>
    public void Commit(int client)
    {
        _waiting.Enqueue(in client);
        if (_flushing.Count == 0) Begin();
    }

    public void OnEvent(in EventAction action)
    {
        var done = _flushing.Count;
        // Whoever is woken may commit again at once: it belongs to the next flush.
        for (var i = 0; i < done; i++)
        {
            _flushing.TryDequeue(out var client);
            committed(client);
        }

        if (_waiting.Count > 0 && _flushing.Count == 0) Begin();
    }

    private void Begin()
    {
        while (_waiting.TryDequeue(out var client)) _flushing.Enqueue(in client);
        calendar.Schedule(new SimDuration((long)(demand.CommitTime.Picoseconds * demand.CommitLaw.Sample(stream))), new EventAction(this, 0));
    }
}
