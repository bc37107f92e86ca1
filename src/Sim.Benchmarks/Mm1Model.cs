using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Benchmarks;

/// <summary>An M/M/1 queue at load 0.8 with the statistics a real model keeps: the cost of an event with something to do.</summary>
public sealed class Mm1Model : IEventTarget
{
    private readonly EventCalendar _calendar = new();
    private readonly RngStreams _streams = new(1, 0);
    private readonly Exponential _between = new(1 / 0.8);
    private readonly Exponential _service = new(1);
    private readonly RngStream _arrivals;
    private readonly RngStream _services;
    private readonly RingQueue<SimTime> _waiting = new();
    private readonly TimeWeighted _present = new();
    private int _left;

    /// <summary>An empty queue.</summary>
    public Mm1Model() => (_arrivals, _services) = (_streams.Get("arrivals"), _streams.Get("service"));

    private enum Step
    {
        Arrival,
        Departure,
    }

    /// <summary>Time in the system.</summary>
    public LatencyHistogram Sojourn { get; } = new();

    /// <summary>Sends customers and serves them all.</summary>
    /// <param name="customers">How many.</param>
    public void Run(int customers)
    {
        _left = customers;
        ScheduleArrival();
        _calendar.RunUntil(new SimTime(_calendar.Now.Picoseconds + SimDuration.FromMicroseconds(customers * 10.0).Picoseconds));
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var now = _calendar.Now;
        if ((Step)action.Kind == Step.Arrival)
        {
            if (--_left > 0) ScheduleArrival();
            _present.Add(now, 1);
            _waiting.Enqueue(now);
            if (_waiting.Count == 1) ScheduleDeparture();
            return;
        }

        _present.Add(now, -1);
        _waiting.TryDequeue(out var arrived);
        Sojourn.Add(now - arrived);
        if (_waiting.Count > 0) ScheduleDeparture();
    }

    private void ScheduleArrival() =>
        _calendar.Schedule(SimDuration.FromMicroseconds(_between.Sample(_arrivals)), new(this, (int)Step.Arrival));

    private void ScheduleDeparture() =>
        _calendar.Schedule(SimDuration.FromMicroseconds(_service.Sample(_services)), new(this, (int)Step.Departure));
}
