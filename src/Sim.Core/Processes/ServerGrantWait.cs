using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>A wait for a server of a <see cref="ServerPool"/> to hold; made by <see cref="ResourceWaits"/> and awaited at once.</summary>
public struct ServerGrantWait : ICoroutineWait
{
    private readonly ServerPool _pool;
    private readonly SimDuration _work;
    private readonly SimDuration? _limit;
    private readonly int _priority;
    private readonly bool _isPreemptible;
    private ResourceTicket _ticket;
    private bool _isImmediate;

    internal ServerGrantWait(ServerPool pool, SimDuration? work, int priority, SimDuration? limit)
    {
        (_pool, _priority, _limit) = (pool, priority, limit);
        if (work is not { } stated) return;
        (_work, _isPreemptible) = (stated, true);
    }

    internal ServerGrantWait(ServerPool pool, ResourceTicket lost, SimDuration? limit) => (_pool, _ticket, _limit) = (pool, lost, limit);

    /// <summary>Whether a server was free and is now held, so that there is nothing to wait for.</summary>
    public bool IsCompleted
    {
        get
        {
            if (_ticket.IsSet) _isImmediate = _pool.IsServed(_ticket);
            else if (!_isPreemptible) _isImmediate = _pool.TryAcquire(out _ticket);
            return _isImmediate;
        }
    }

    /// <summary>Itself.</summary>
    public readonly ServerGrantWait GetAwaiter() => this;

    /// <summary>The server, or why there is none.</summary>
    public readonly ServerGrant GetResult()
    {
        if (_isImmediate) return new(_pool, _ticket, default);
        var box = CoroutineBox.Current;
        var result = box.TakeResult();
        return new(_pool, result.IsCompleted ? new ResourceTicket(box.Ticket) : ResourceTicket.None, result);
    }

    readonly void ICoroutineWait.Suspend(CoroutineBox box)
    {
        box.SuspendAt(_pool.Calendar, HoldResource.Instance, _limit);
        box.Resource = _pool;
        var ticket = _ticket.IsSet ? _ticket : Ask(box);
        box.Ticket = ticket.Value;
        if (!ticket.IsSet) box.Wake(WaitOutcome.Refused);
    }

    private readonly ResourceTicket Ask(CoroutineBox box) => _isPreemptible
        ? _pool.Request(new(box, (int)CoroutineBox.Notice.Granted, box.Life), _priority, new(box, (int)CoroutineBox.Notice.Lost, box.Life), _work)
        : _pool.Request(new(box, (int)WaitOutcome.Completed, box.Turn), _priority);
}
