using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Tests.Events;

public sealed class EventCalendarTests
{
    private readonly EventCalendar _calendar = new(capacity: 1);
    private readonly Probe _probe;

    public EventCalendarTests() => _probe = new Probe(_calendar);

    [Fact]
    public void Run_until_fires_the_event_at_the_end_and_leaves_the_next_picosecond()
    {
        At(10, index: 1);
        At(11, index: 2);

        _calendar.RunUntil(new SimTime(10));

        Assert.Equal([(new SimTime(10), 1)], _probe.Seen);
        Assert.Equal(new SimTime(10), _calendar.Now);
        Assert.Equal(1, _calendar.Pending);
        Assert.Equal(1, _calendar.Fired);
    }

    [Fact]
    public void Run_until_stands_at_the_end_when_nothing_is_pending()
    {
        _calendar.RunUntil(new SimTime(99));
        Assert.Equal(new SimTime(99), _calendar.Now);
    }

    [Fact]
    public void Run_until_a_past_instant_faults_and_moves_nothing()
    {
        _calendar.RunUntil(new SimTime(100));
        Assert.Throws<SimulationFault>(() => _calendar.RunUntil(new SimTime(99)));
        Assert.Equal(new SimTime(100), _calendar.Now);
    }

    [Fact]
    public void Same_instant_fires_by_phase_and_then_first_in_first_out()
    {
        At(5, index: 4, EventPhase.Observe);
        At(5, index: 2, EventPhase.Decide);
        At(5, index: 0);
        At(5, index: 3, EventPhase.Decide);
        At(5, index: 1);

        _calendar.RunUntil(new SimTime(5));

        Assert.Equal([0, 1, 2, 3, 4], _probe.Seen.Select(seen => seen.Index));
    }

    [Fact]
    public void An_event_may_schedule_for_the_same_instant_and_it_fires_in_the_same_run()
    {
        _probe.Then = action =>
        {
            if (action.Index == 1) _calendar.Schedule(SimDuration.Zero, new(_probe, 0, 2));
        };
        At(5, index: 1);
        At(5, index: 3, EventPhase.Decide);

        _calendar.RunUntil(new SimTime(5));

        Assert.Equal([1, 2, 3], _probe.Seen.Select(seen => seen.Index));
    }

    [Fact]
    public void Scheduling_in_the_past_faults_and_names_both_instants()
    {
        _calendar.RunUntil(new SimTime(2_000));
        var fault = Assert.Throws<SimulationFault>(() => At(1_000, index: 0));
        Assert.Contains("1 ns", fault.Message, StringComparison.Ordinal);
        Assert.Contains("2 ns", fault.Message, StringComparison.Ordinal);
        Assert.Throws<SimulationFault>(() => _calendar.Schedule(new SimDuration(-1), new(_probe, 0)));
        Assert.Equal(0, _calendar.Pending);
    }

    [Fact]
    public void A_delay_that_leaves_the_range_of_time_faults()
    {
        _calendar.RunUntil(new SimTime(1));
        Assert.Throws<SimulationFault>(() => _calendar.Schedule(new SimDuration(long.MaxValue), new(_probe, 0)));
    }

    [Fact]
    public void Cancelled_events_do_not_fire_and_cancelling_twice_does_nothing()
    {
        var handle = At(5, index: 1);
        At(5, index: 2);

        Assert.True(_calendar.IsPending(handle));
        Assert.True(_calendar.Cancel(handle));
        Assert.False(_calendar.Cancel(handle));
        Assert.False(_calendar.IsPending(handle));
        Assert.Equal(1, _calendar.Pending);

        _calendar.RunUntil(new SimTime(5));
        Assert.Equal([2], _probe.Seen.Select(seen => seen.Index));
    }

    [Fact]
    public void A_handle_is_stale_once_its_event_fires_even_when_the_slot_is_used_again()
    {
        var first = At(1, index: 1);
        _probe.Then = _ => Assert.False(_calendar.IsPending(first));   // already while it fires
        _calendar.RunUntil(new SimTime(1));
        _probe.Then = null;

        var second = At(2, index: 2);                                  // takes the freed slot
        Assert.False(_calendar.Cancel(first));
        Assert.True(_calendar.IsPending(second));
        _calendar.RunUntil(new SimTime(2));
        Assert.Equal([1, 2], _probe.Seen.Select(seen => seen.Index));
    }

    [Fact]
    public void No_handle_names_no_event()
    {
        At(1, index: 1);
        Assert.False(EventHandle.None.IsSet);
        Assert.False(_calendar.IsPending(EventHandle.None));
        Assert.False(_calendar.Cancel(EventHandle.None));
    }

    [Fact]
    public void Request_stop_returns_after_the_event_and_the_rest_can_be_run_later()
    {
        _probe.Then = action =>
        {
            if (action.Index == 1) _calendar.RequestStop();
        };
        At(1, index: 1);
        At(1, index: 2);

        _calendar.RunUntil(new SimTime(9));
        Assert.Equal(new SimTime(1), _calendar.Now);
        Assert.Equal(1, _calendar.Pending);

        _calendar.RunUntil(new SimTime(9));
        Assert.Equal([1, 2], _probe.Seen.Select(seen => seen.Index));
        Assert.Equal(new SimTime(9), _calendar.Now);
    }

    [Fact]
    public void A_throwing_target_becomes_a_fault_with_time_and_last_events()
    {
        _probe.Then = action => Check.That(action.Index != 7, "seven is not allowed");
        At(1_000, index: 6);
        At(2_000, index: 7);

        var fault = Assert.Throws<SimulationFault>(() => _calendar.RunUntil(new SimTime(5_000)));

        Assert.Equal(new SimTime(2_000), fault.Time);
        Assert.Contains("at 2 ns: seven is not allowed", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, fault.LastEvents.Length);
        Assert.Contains("index 7", fault.LastEvents[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_passes_through_unwrapped()
    {
        _probe.Then = _ => throw new OperationCanceledException();
        At(1, index: 0);
        Assert.Throws<OperationCanceledException>(() => _calendar.RunUntil(new SimTime(1)));
    }

    [Fact]
    public void Capacity_must_be_positive() => Assert.Throws<SimulationFault>(() => new EventCalendar(capacity: 0));

    private EventHandle At(long picoseconds, int index, EventPhase phase = EventPhase.State) =>
        _calendar.ScheduleAt(new SimTime(picoseconds), new(_probe, 0, index), phase);
}
