using Sim.Core.Events;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>Coroutines that bring items to a <see cref="Store"/> or take them.</summary>
internal sealed class StoreResource : IResource
{
    public static StoreResource Instance { get; } = new();

    public EventCalendar CalendarOf(object resource) => ((Store)resource).Calendar;

    public ResourceTicket Ask(object resource, in ResourceDemand demand, in EventAction answer) => ((Store)resource).Put(demand.Amount, in answer);

    public bool TryRenege(CoroutineBox box) => ((Store)box.Resource!).Withdraw(new(box.Ticket));

    public bool TryLeave(CoroutineBox box, out SimDuration work)
    {
        work = SimDuration.Zero;
        return TryRenege(box);
    }
}
