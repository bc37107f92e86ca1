using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Core.Time;

namespace Sim.Testing.Queueing;

/// <summary>An open queue put together and run: arrivals, one station, a warm-up and a measured part.</summary>
public sealed class OpenQueue
{
    private OpenQueue(EventCalendar calendar, ServerPool station, OpenArrivals arrivals, RngStreams streams) =>
        (Calendar, Station, Arrivals, Streams) = (calendar, station, arrivals, streams);

    /// <summary>The calendar, standing at the end of the measured part.</summary>
    public EventCalendar Calendar { get; }

    /// <summary>The station and its statistics over the measured part.</summary>
    public ServerPool Station { get; }

    /// <summary>The source of customers.</summary>
    public OpenArrivals Arrivals { get; }

    /// <summary>The streams that were drawn from.</summary>
    public RngStreams Streams { get; }

    /// <summary>Mean time in the system over the measured part, microseconds.</summary>
    public double MeanResponse => (double)Station.Sojourn.Sum / Station.Sojourn.Count / SimDuration.PerMicrosecond;

    /// <summary>Runs one replication.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="replication">The replication, 0 or more.</param>
    /// <param name="between">Time between arrivals, microseconds.</param>
    /// <param name="service">Service time, microseconds.</param>
    /// <param name="servers">Servers.</param>
    /// <param name="warmUp">Thrown away.</param>
    /// <param name="length">Measured.</param>
    public static OpenQueue Run(
        ulong seed, int replication, Distribution between, Distribution service, int servers, SimDuration warmUp, SimDuration length)
    {
        var calendar = new EventCalendar(capacity: 64);
        var streams = new RngStreams(seed, replication);
        var station = new ServerPool(calendar, servers, service, streams.Get("station/service"));
        var arrivals = new OpenArrivals(calendar, station, between, streams.Get("arrivals"));
        arrivals.Start();
        calendar.RunUntil(SimTime.Zero + warmUp);
        station.Reset();
        calendar.RunUntil(calendar.Now + length);
        return new OpenQueue(calendar, station, arrivals, streams);
    }
}
