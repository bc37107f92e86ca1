using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hypervisor;

namespace Sim.Testing.Hosts;

/// <summary>Writes down when pieces of work were done.</summary>
public sealed class WorkLog : IWorkSink
{
    /// <summary>Where to read the time; nothing is written down without it.</summary>
    public EventCalendar? Calendar { get; init; }

    /// <summary>When each piece was done, in order.</summary>
    public List<SimTime> Done { get; } = [];

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        if (Calendar is not null) Done.Add(Calendar.Now);
    }
}
