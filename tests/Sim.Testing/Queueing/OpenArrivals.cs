using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Core.Time;

namespace Sim.Testing.Queueing;

/// <summary>Sends customers to a station, independent of what happens there.</summary>
/// <param name="calendar">The replication's calendar.</param>
/// <param name="station">Where they go.</param>
/// <param name="betweenMicroseconds">Time between arrivals, microseconds.</param>
/// <param name="stream">The source of those times.</param>
public sealed class OpenArrivals(EventCalendar calendar, ServerPool station, Distribution betweenMicroseconds, RngStream stream) : IEventTarget
{
    /// <summary>Customers sent.</summary>
    public int Sent { get; private set; }

    /// <summary>When true, no more are sent.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Schedules the first arrival.</summary>
    public void Start() => ScheduleNext();

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        if (IsClosed) return;
        ScheduleNext();
        station.Arrive(Sent++);
    }

    private void ScheduleNext() => calendar.Schedule(SimDuration.FromMicroseconds(betweenMicroseconds.Sample(stream)), new(this, 0));
}
