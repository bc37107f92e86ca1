using Sim.Core.Events;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>Coroutines that have work done by a <see cref="ProcessorSharing"/> station.</summary>
internal sealed class SharingResource : IResource
{
    public static SharingResource Instance { get; } = new();

    public EventCalendar CalendarOf(object resource) => ((ProcessorSharing)resource).Calendar;

    public ResourceTicket Ask(object resource, in ResourceDemand demand, in EventAction answer) =>
        ((ProcessorSharing)resource).Serve(new SimDuration(demand.Amount), in answer, demand.Weight);

    // Every job is served from the start, so the time limit of a job is one on its whole stay.
    public bool TryRenege(CoroutineBox box) => ((ProcessorSharing)box.Resource!).Withdraw(new(box.Ticket));

    public bool TryLeave(CoroutineBox box, out SimDuration work)
    {
        work = SimDuration.Zero;
        var station = (ProcessorSharing)box.Resource!;
        var ticket = new ResourceTicket(box.Ticket);
        if (box.IsWaking) return false;                       // refused, and on its way to hear so
        work = station.WorkLeft(ticket);
        return station.Withdraw(ticket);
    }
}
