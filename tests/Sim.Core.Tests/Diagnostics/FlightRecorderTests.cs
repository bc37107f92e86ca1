using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Tests.Events;
using Sim.Core.Time;

namespace Sim.Core.Tests.Diagnostics;

public sealed class FlightRecorderTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(64, 64)]
    [InlineData(1_000, 64)]
    public void Keeps_the_last_sixty_four_events_oldest_first(int events, int kept)
    {
        var calendar = new EventCalendar();
        var probe = new Probe(calendar);
        for (var i = 0; i < events; i++) calendar.ScheduleAt(new SimTime(i * 1_000L), new(probe, 2, i, -i));
        calendar.RunUntil(new SimTime(events * 1_000L));

        var lines = calendar.Recorder.Lines();
        var expected = Enumerable.Range(events - kept, kept)
            .Select(i => $"{new SimTime(i * 1_000L)} Probe kind 2 index {i} arg {-i}");
        Assert.Equal(expected, lines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Capacity_must_be_a_power_of_two(int capacity) => Assert.Throws<SimulationFault>(() => new FlightRecorder(capacity));
}
