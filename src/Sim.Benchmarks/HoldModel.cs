using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;

namespace Sim.Benchmarks;

/// <summary>The hold model on our calendar: a constant number of pending events, each schedules its successor when it fires.</summary>
/// <remarks>Source: Vaucher and Duval, "A comparison of simulation event list algorithms", CACM 18(4), 1975.</remarks>
public sealed class HoldModel : IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly RngStream _stream = new(1, 0, "hold");
    private readonly HoldMix _mix;
    private readonly EventHandle[] _deadlines;
    private long _stopAt;

    /// <summary>A calendar with its events pending.</summary>
    /// <param name="pending">How many, 1 or more.</param>
    /// <param name="mix">How far ahead an event schedules its successor.</param>
    public HoldModel(int pending, HoldMix mix = HoldMix.Exponential)
    {
        _mix = mix;
        _calendar = new EventCalendar(pending);
        _deadlines = new EventHandle[mix == HoldMix.Cancelled ? pending : 0];
        for (var i = 0; i < pending; i++)
        {
            if (mix == HoldMix.Constant) _calendar.Schedule(SimDuration.FromMicroseconds(_stream.NextUniform()), new(this, 0, i));
            else ScheduleNext(i);
        }
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

    private void ScheduleNext(int index)
    {
        if (_mix == HoldMix.Exponential)
        {
            _calendar.Schedule(SimDuration.FromMicroseconds(_stream.NextExponential()), new(this, 0, index));
            return;
        }

        if (_mix == HoldMix.Cancelled)
        {
            _calendar.Cancel(_deadlines[index]);
            _deadlines[index] = _calendar.Schedule(SimDuration.FromMicroseconds(100), new(this, 1, index));
        }

        _calendar.ScheduleAt(Next(), new(this, 0, index));
    }

    private SimTime Next()
    {
        var microseconds = _mix switch
        {
            HoldMix.Ties or HoldMix.Constant => 1,
            HoldMix.Bimodal => _stream.NextUniform() < 0.9 ? 0.1 * _stream.NextUniform() : 10 * _stream.NextUniform(),
            HoldMix.Pareto => Math.Pow(_stream.NextPositiveUniform(), -1 / 1.5),
            _ => _stream.NextExponential(),
        };
        var time = _calendar.Now + SimDuration.FromMicroseconds(microseconds);
        return _mix == HoldMix.Bursts
            ? new SimTime(((time.Picoseconds / SimDuration.PerMicrosecond) + 1) * SimDuration.PerMicrosecond)
            : time;
    }
}
