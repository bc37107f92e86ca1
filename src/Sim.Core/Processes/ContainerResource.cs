using Sim.Core.Events;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>Coroutines that fill a <see cref="Container"/> or draw from it.</summary>
internal sealed class ContainerResource(bool isPut) : IResource
{
    public static ContainerResource Put { get; } = new(isPut: true);

    public static ContainerResource Get { get; } = new(isPut: false);

    public EventCalendar CalendarOf(object resource) => ((Container)resource).Calendar;

    public ResourceTicket Ask(object resource, in ResourceDemand demand, in EventAction answer)
    {
        var container = (Container)resource;
        return isPut ? container.Put(demand.Amount, in answer) : container.Get(demand.Amount, in answer);
    }

    public bool TryRenege(CoroutineBox box) => ((Container)box.Resource!).Withdraw(new(box.Ticket));

    public bool TryLeave(CoroutineBox box, out SimDuration work)
    {
        work = SimDuration.Zero;
        return TryRenege(box);
    }
}
