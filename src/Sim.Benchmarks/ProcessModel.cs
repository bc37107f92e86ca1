using Sim.Core.Events;
using Sim.Core.Processes;
using Sim.Core.Random;
using Sim.Core.Time;

namespace Sim.Benchmarks;

/// <summary>The hold model written as coroutines: each waits an exponential time, again and again. One wait is one process switch.</summary>
public sealed class ProcessModel
{
    private readonly EventCalendar _calendar;
    private readonly RngStream _stream = new(1, 0, "hold");
    private long _stopAt;

    /// <summary>A calendar with its coroutines waiting.</summary>
    /// <param name="coroutines">How many, 1 or more.</param>
    public ProcessModel(int coroutines)
    {
        _calendar = new EventCalendar(coroutines);
        for (var i = 0; i < coroutines; i++) _ = Wanderer();
    }

    /// <summary>Fires time-outs.</summary>
    /// <param name="timeouts">How many.</param>
    public void Run(int timeouts)
    {
        _stopAt = _calendar.Fired + timeouts;
        _calendar.RunUntil(SimTime.Max);
    }

    private async Coroutine Wanderer()
    {
        while (true)
        {
            await _calendar.Delay(SimDuration.FromMicroseconds(_stream.NextExponential()));
            if (_calendar.Fired >= _stopAt) _calendar.RequestStop();
        }
    }
}
