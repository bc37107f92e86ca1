using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>A wait for an item of a <see cref="Store"/>; made by <see cref="ResourceWaits"/> and awaited at once.</summary>
public readonly struct StoreItemWait : ICoroutineWait
{
    private readonly Store _store;
    private readonly ItemFilter _filter;
    private readonly SimDuration? _limit;

    internal StoreItemWait(Store store, in ItemFilter filter, SimDuration? limit) => (_store, _filter, _limit) = (store, filter, limit);

    /// <summary>False: the answer is an event.</summary>
    public bool IsCompleted => false;

    /// <summary>Itself.</summary>
    public StoreItemWait GetAwaiter() => this;

    /// <summary>How the wait ended, and the item when it completed.</summary>
    public StoreItem GetResult()
    {
        var box = CoroutineBox.Current;
        var result = box.TakeResult();
        return new(result, result.IsCompleted ? box.Argument : 0);
    }

    void ICoroutineWait.Suspend(CoroutineBox box)
    {
        box.SuspendAt(_store.Calendar, StoreResource.Instance, _limit);
        box.Resource = _store;
        var ticket = _store.Get(new(box, (int)WaitOutcome.Completed, box.Turn), in _filter);
        box.Ticket = ticket.Value;
        if (!ticket.IsSet) box.Wake(WaitOutcome.Refused);
    }
}
