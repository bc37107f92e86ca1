using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;

namespace Sim.Benchmarks;

/// <summary>The hold model on our calendar: a constant number of pending events, each schedules its successor an exponential time later.</summary>
/// <remarks>Source: Vaucher and Duval, "A comparison of simulation event list algorithms", CACM 18(4), 1975.</remarks>
public sealed class HoldModel : IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly RngStream _stream = new(1, 0, "hold");
    private long _stopAt;

    /// <summary>A calendar with its events pending.</summary>
    /// <param name="pending">How many, 1 or more.</param>
    public HoldModel(int pending)
    {
        _calendar = new EventCalendar(pending);
        for (var i = 0; i < pending; i++) ScheduleNext(i);
    }

    /// <summary>Fires events.</summary>
    /// <param name="events">How many.</param>
    public void Run(int events)
    {
        _stopAt = _calendar.Fired + events;
        _calendar.RunUntil(SimTime.Max);
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        ScheduleNext(action.Index);
        if (_calendar.Fired >= _stopAt) _calendar.RequestStop();
    }

    private void ScheduleNext(int index) =>
        _calendar.Schedule(SimDuration.FromMicroseconds(_stream.NextExponential()), new(this, 0, index));
}
