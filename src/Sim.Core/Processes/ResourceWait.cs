using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>A wait for a resource to serve, accept or hand over; made by <see cref="ResourceWaits"/> and awaited at once.</summary>
public readonly struct ResourceWait : ICoroutineWait
{
    private readonly IResource _kind;
    private readonly object _resource;
    private readonly ResourceDemand _demand;
    private readonly SimDuration? _limit;

    internal ResourceWait(IResource kind, object resource, in ResourceDemand demand, SimDuration? limit) =>
        (_kind, _resource, _demand, _limit) = (kind, resource, demand, limit);

    /// <summary>False: the answer is an event.</summary>
    public bool IsCompleted => false;

    /// <summary>Itself.</summary>
    public ResourceWait GetAwaiter() => this;

    /// <summary>Completed, timed out, interrupted or refused.</summary>
    public WaitResult GetResult() => CoroutineBox.Current.TakeResult();

    void ICoroutineWait.Suspend(CoroutineBox box) => Suspend(box, _kind, _resource, in _demand, _limit);

    internal static void Suspend(CoroutineBox box, IResource kind, object resource, in ResourceDemand demand, SimDuration? limit)
    {
        box.SuspendAt(kind.CalendarOf(resource), kind, limit);
        box.Resource = resource;
        var ticket = kind.Ask(resource, in demand, new(box, (int)WaitOutcome.Completed, box.Turn));
        box.Ticket = ticket.Value;
        if (!ticket.IsSet) box.Wake(WaitOutcome.Refused);
    }
}
