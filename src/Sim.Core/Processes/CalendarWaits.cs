using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>Lets coroutines wait for simulated time to pass.</summary>
public static class CalendarWaits
{
    /// <summary>Waits for some time; <c>await calendar.Delay(d)</c>.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="delay">How long, 0 or more; with 0 everything already scheduled for this instant and phase goes first.</param>
    /// <param name="phase">Order of the wake-up among events of its instant.</param>
    public static DelayWait Delay(this EventCalendar calendar, SimDuration delay, EventPhase phase = EventPhase.State) => new(calendar, delay, phase);

    /// <summary>Waits until an instant.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="time">Until when, not before now.</param>
    /// <param name="phase">Order of the wake-up among events of its instant.</param>
    public static DelayWait Until(this EventCalendar calendar, SimTime time, EventPhase phase = EventPhase.State) =>
        new(calendar, time - calendar.Now, phase);
}
