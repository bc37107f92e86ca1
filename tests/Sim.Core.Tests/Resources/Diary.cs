using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Tests.Resources;

/// <summary>Writes down which events it heard of, when and with which argument, and does what a test asks for then.</summary>
internal sealed class Diary : IEventTarget
{
    public EventCalendar Calendar { get; } = new(capacity: 16);

    /// <summary>Microsecond, index and argument of every event heard of.</summary>
    public List<(double Time, int Index, long Arg)> Lines { get; } = [];

    public IEnumerable<(double Time, int Index)> Times => Lines.Select(line => (line.Time, line.Index));

    public EventAction Note(int index, long arg = 0) => new(this, 0, index, arg);

    /// <summary>Does something at a microsecond.</summary>
    public void At(double microsecond, Action act)
    {
        _acts.Add(act);
        Calendar.ScheduleAt(SimTime.Zero + SimDuration.FromMicroseconds(microsecond), new(this, 1, _acts.Count - 1));
    }

    public void RunUntil(double microsecond) => Calendar.RunUntil(SimTime.Zero + SimDuration.FromMicroseconds(microsecond));

    public void OnEvent(in EventAction action)
    {
        if (action.Kind == 1) _acts[action.Index]();
        else Lines.Add((Calendar.Now.Seconds * 1e6, action.Index, action.Arg));
    }

    private readonly List<Action> _acts = [];
}
