using Sim.Core.Events;
using Sim.Core.Resources;

namespace Sim.Core.Processes;

/// <summary>How coroutines ask one kind of resource for something, and how they get out of it again. Stateless: one for all resources of a kind.</summary>
internal interface IResource : IWaitSource
{
    /// <summary>The clock of a resource.</summary>
    EventCalendar CalendarOf(object resource);

    /// <summary>Asks for something on behalf of a coroutine, whose wake-up is the answer.</summary>
    ResourceTicket Ask(object resource, in ResourceDemand demand, in EventAction answer);
}
