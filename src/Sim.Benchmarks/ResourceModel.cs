using System.Globalization;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Benchmarks;

/// <summary>An M/M/1 queue at load 0.8 through the public resource with its measuring on.</summary>
/// <remarks>
/// Both ways to use a pool: <em>serve</em> lets it time the service (two events a customer), <em>hold</em> asks for the server, hears of the
/// grant, waits and gives it back (three events), as a process does.
/// </remarks>
public sealed class ResourceModel : IEventTarget
{
    private readonly EventCalendar _calendar = new();
    private readonly RngStream _arrivals = new(1, 0, "arrivals");
    private readonly RngStream _services = new(1, 0, "service");
    private readonly bool _holds;
    private int _left;

    /// <summary>An empty queue.</summary>
    /// <param name="holds">Whether customers hold the server themselves.</param>
    /// <param name="measured">Whether the pool measures.</param>
    public ResourceModel(bool holds = false, bool measured = true)
    {
        _holds = holds;
        Pool = new ServerPool(_calendar, servers: 1, measured: measured);
    }

    private enum Step
    {
        Arrival,
        Granted,
        Finished,
        Served,
    }

    /// <summary>The server and its line.</summary>
    public ServerPool Pool { get; }

    /// <summary>Customers served.</summary>
    public long Served { get; private set; }

    /// <summary>Sends customers and serves them all.</summary>
    /// <param name="customers">How many, 1 or more.</param>
    public void Run(int customers)
    {
        _left = customers;
        ScheduleArrival();
        _calendar.RunUntil(_calendar.Now + SimDuration.FromMicroseconds(customers * 10.0));
    }

    /// <summary>The mean wait in line, in mean services; theory says 4.</summary>
    public string Check() => string.Create(CultureInfo.InvariantCulture, $"wq={Pool.Statistics!.Queue.Waiting.Mean.Microseconds:f4}");

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        switch ((Step)action.Kind)
        {
            case Step.Arrival:
                if (--_left > 0) ScheduleArrival();
                if (_holds) Pool.Request(new(this, (int)Step.Granted));
                else Pool.Serve(NextService(), new(this, (int)Step.Served));
                break;
            case Step.Granted:
                _calendar.Schedule(NextService(), new(this, (int)Step.Finished, 0, action.Arg));
                break;
            case Step.Finished:
                Served++;
                Pool.Release(new ResourceTicket(action.Arg));
                break;
            case Step.Served:
                Served++;
                break;
        }
    }

    private void ScheduleArrival() =>
        _calendar.Schedule(SimDuration.FromMicroseconds(_arrivals.NextExponential() / 0.8), new(this, (int)Step.Arrival));

    private SimDuration NextService() => SimDuration.FromMicroseconds(_services.NextExponential());
}
