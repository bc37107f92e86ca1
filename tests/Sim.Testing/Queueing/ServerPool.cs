using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Testing.Queueing;

/// <summary>One FIFO queue in front of equal servers: the smallest model that queueing theory can judge the engine by.</summary>
/// <param name="calendar">The replication's calendar.</param>
/// <param name="servers">Servers, 1 or more.</param>
/// <param name="serviceMicroseconds">Service time, microseconds.</param>
/// <param name="stream">The source of service times.</param>
/// <param name="departures">Who hears of departures; nobody when null.</param>
public sealed class ServerPool(
    EventCalendar calendar, int servers, Distribution serviceMicroseconds, RngStream stream, IDepartures? departures = null) : IEventTarget
{
    private readonly RingQueue<Visit> _waiting = new();
    private readonly Slab<Visit> _inService = new();
    private SimTime _start;
    private Int128 _arrivalsOfPresent;

    /// <summary>Customers waiting or in service.</summary>
    public TimeWeighted Present { get; } = new();

    /// <summary>Time from arrival to departure of those that left.</summary>
    public LatencyHistogram Sojourn { get; } = new();

    /// <summary>The part since <see cref="Reset"/> of the time that customers who left have spent here, picoseconds.</summary>
    public Int128 SpentByDeparted { get; private set; }

    /// <summary>The part since <see cref="Reset"/> of all time spent here, by those who left and those still present, picoseconds.</summary>
    /// <remarks>Little's law in whole numbers: equals the area under <see cref="Present"/> at any instant.</remarks>
    public Int128 SpentAt(SimTime now) => SpentByDeparted + ((Int128)Present.Level * now.Picoseconds) - _arrivalsOfPresent;

    /// <summary>A customer comes.</summary>
    /// <param name="customer">Its number, told to whoever hears of its departure.</param>
    public void Arrive(int customer)
    {
        var now = calendar.Now;
        Present.Add(now, 1);
        _arrivalsOfPresent += now.Picoseconds;
        var visit = new Visit { Customer = customer, Arrived = now };
        if (_inService.Rented < servers) Serve(in visit);
        else _waiting.Enqueue(in visit);
    }

    /// <summary>The end of the warm-up: forgets the past and keeps the customers.</summary>
    public void Reset()
    {
        _start = calendar.Now;
        Present.Reset(_start);
        Sojourn.Reset();
        SpentByDeparted = 0;

        // Time spent before the reset does not count: those present count as if they came now.
        _arrivalsOfPresent = (Int128)Present.Level * _start.Picoseconds;
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var visit = _inService[action.Index];
        _inService.Return(action.Index);
        var now = calendar.Now;
        Present.Add(now, -1);
        var counted = visit.Arrived > _start ? visit.Arrived : _start;
        _arrivalsOfPresent -= counted.Picoseconds;
        SpentByDeparted += (now - counted).Picoseconds;
        Sojourn.Add(now - visit.Arrived);
        if (_waiting.TryDequeue(out var next)) Serve(in next);
        departures?.OnDeparture(this, visit.Customer);
    }

    private void Serve(in Visit visit)
    {
        var id = _inService.Rent();
        _inService[id] = visit;
        calendar.Schedule(SimDuration.FromMicroseconds(serviceMicroseconds.Sample(stream)), new(this, 0, id));
    }

    private struct Visit
    {
        public int Customer;
        public SimTime Arrived;
    }
}
