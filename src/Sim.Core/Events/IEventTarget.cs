namespace Sim.Core.Events;

/// <summary>Something that events happen to; lives as long as the run.</summary>
public interface IEventTarget
{
    /// <summary>The event fires at <see cref="EventCalendar.Now"/>.</summary>
    /// <param name="action">What was scheduled.</param>
    void OnEvent(in EventAction action);
}
