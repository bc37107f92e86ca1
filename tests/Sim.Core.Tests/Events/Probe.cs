using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Tests.Events;

/// <summary>An event target that writes down what fired and when.</summary>
internal sealed class Probe(EventCalendar calendar) : IEventTarget
{
    public List<(SimTime Time, int Index)> Seen { get; } = [];

    public Action<EventAction>? Then { get; set; }

    public void OnEvent(in EventAction action)
    {
        Seen.Add((calendar.Now, action.Index));
        Then?.Invoke(action);
    }
}
