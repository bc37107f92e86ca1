using Sim.Core.Events;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>Coroutines that have work done by a <see cref="ServerPool"/>, through preemptions.</summary>
internal sealed class ServiceResource : IResource
{
    public static ServiceResource Instance { get; } = new();

    public EventCalendar CalendarOf(object resource) => ((ServerPool)resource).Calendar;

    public ResourceTicket Ask(object resource, in ResourceDemand demand, in EventAction answer) =>
        ((ServerPool)resource).Serve(new SimDuration(demand.Amount), in answer, demand.Priority);

    public bool TryRenege(CoroutineBox box) => ((ServerPool)box.Resource!).Withdraw(new(box.Ticket));

    public bool TryLeave(CoroutineBox box, out SimDuration work)
    {
        work = SimDuration.Zero;
        if (box.IsWaking) return false;                       // refused, and on its way to hear so
        var pool = (ServerPool)box.Resource!;
        var ticket = new ResourceTicket(box.Ticket);
        work = pool.WorkLeft(ticket);
        if (!pool.Withdraw(ticket)) pool.Release(ticket);     // waiting, or broken off in service
        return true;
    }
}
