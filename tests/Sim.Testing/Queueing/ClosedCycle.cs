using System.Collections.Immutable;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Core.Time;

namespace Sim.Testing.Queueing;

/// <summary>A fixed population that visits single-server stations in turn and then thinks: what mean-value analysis solves.</summary>
public sealed class ClosedCycle : IDepartures, IEventTarget
{
    private readonly EventCalendar _calendar = new(capacity: 64);
    private readonly Exponential? _think;
    private readonly RngStream _thinkStream;
    private SimTime _start;

    /// <summary>The network with everybody about to think, or at the first station when there is no thinking.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="replication">The replication, 0 or more.</param>
    /// <param name="serviceMeans">Mean exponential service time of each station, microseconds.</param>
    /// <param name="thinkMean">Mean exponential think time, microseconds; 0 for none.</param>
    /// <param name="customers">The population.</param>
    public ClosedCycle(ulong seed, int replication, IReadOnlyList<double> serviceMeans, double thinkMean, int customers)
    {
        var streams = new RngStreams(seed, replication);
        _think = thinkMean > 0 ? new Exponential(thinkMean) : null;
        _thinkStream = streams.Get("think");
        Stations = [.. serviceMeans.Select((mean, k) => new ServerPool(_calendar, 1, new Exponential(mean), streams.Get($"station{k.ToString(System.Globalization.CultureInfo.InvariantCulture)}"), this))];
        for (var customer = 0; customer < customers; customer++) BeginCycle(customer);
    }

    /// <summary>The stations in the order they are visited.</summary>
    public ImmutableArray<ServerPool> Stations { get; }

    /// <summary>Cycles completed in the measured part.</summary>
    public long Cycles { get; private set; }

    /// <summary>Cycles per microsecond over the measured part.</summary>
    public double Throughput => Cycles / (_calendar.Now - _start).Microseconds;

    /// <summary>The present instant.</summary>
    public SimTime Now => _calendar.Now;

    /// <summary>Runs the warm-up and then the measured part.</summary>
    public void Run(SimDuration warmUp, SimDuration length)
    {
        _calendar.RunUntil(_calendar.Now + warmUp);
        foreach (var station in Stations) station.Reset();
        Cycles = 0;
        _start = _calendar.Now;
        _calendar.RunUntil(_start + length);
    }

    /// <inheritdoc />
    public void OnDeparture(ServerPool station, int customer)
    {
        var next = Stations.IndexOf(station) + 1;
        if (next < Stations.Length)
        {
            Stations[next].Arrive(customer);
            return;
        }

        Cycles++;
        BeginCycle(customer);
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action) => Stations[0].Arrive(action.Index);

    private void BeginCycle(int customer)
    {
        if (_think is null) Stations[0].Arrive(customer);
        else _calendar.Schedule(SimDuration.FromMicroseconds(_think.Sample(_thinkStream)), new(this, 0, customer));
    }
}
