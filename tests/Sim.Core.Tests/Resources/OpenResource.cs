using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Resources;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Core.Tests.Resources;

/// <summary>Poisson customers of several classes at a pool or a processor-sharing station, and what they went through.</summary>
internal sealed class OpenResource : IEventTarget
{
    private readonly CustomerClass[] _classes;
    private readonly RngStream[] _between;
    private readonly RngStream[] _service;
    private readonly RngStream[] _patience;
    private readonly Slab<Customer> _customers = new();
    private readonly bool _holds;
    private readonly bool _preempts;
    private bool _isClosed;

    private OpenResource(int replication, CustomerClass[] classes, bool holds, bool preempts, EventCalendar calendar)
    {
        (_classes, _holds, _preempts, Calendar) = (classes, holds, preempts, calendar);
        var streams = new RngStreams(1, replication);
        _between = [.. classes.Select((_, k) => streams.Get($"between{k}"))];
        _service = [.. classes.Select((_, k) => streams.Get($"service{k}"))];
        _patience = [.. classes.Select((_, k) => streams.Get($"patience{k}"))];
        Responses = [.. classes.Select(_ => new Tally())];
        for (var k = 0; k < classes.Length; k++) ScheduleArrival(k);
    }

    private enum Step { Arrival, Served, PatienceEnds, Granted, Preempted, Finished }

    public EventCalendar Calendar { get; }

    public ServerPool? Pool { get; private init; }

    public ProcessorSharing? Sharing { get; private init; }

    /// <summary>Time in the system of each class, microseconds.</summary>
    public Tally[] Responses { get; }

    public static OpenResource AtPool(
        int replication, int servers, QueueDiscipline discipline, CustomerClass[] classes, int queueCapacity = int.MaxValue, bool holds = false)
    {
        var calendar = new EventCalendar(capacity: 4096);
        return new OpenResource(replication, classes, holds, discipline >= QueueDiscipline.PreemptiveResume, calendar)
        {
            Pool = new ServerPool(calendar, servers, discipline, queueCapacity),
        };
    }

    public static OpenResource AtSharing(
        int replication, double capacity, double rateCap, CustomerClass[] classes, int jobCapacity = int.MaxValue)
    {
        var calendar = new EventCalendar(capacity: 4096);
        return new OpenResource(replication, classes, holds: false, preempts: false, calendar)
        {
            Sharing = new ProcessorSharing(calendar, capacity, rateCap, jobCapacity),
        };
    }

    public OpenResource Run(double warmUpMilliseconds, double lengthMilliseconds)
    {
        Calendar.RunUntil(Calendar.Now + SimDuration.FromMilliseconds(warmUpMilliseconds));
        Pool?.Statistics.Reset(Calendar.Now);
        Sharing?.Statistics.Reset(Calendar.Now);
        foreach (var tally in Responses) tally.Reset();
        Calendar.RunUntil(Calendar.Now + SimDuration.FromMilliseconds(lengthMilliseconds));
        return this;
    }

    /// <summary>No more arrivals; serves those who are there.</summary>
    public OpenResource Drain()
    {
        _isClosed = true;
        Calendar.RunUntil(Calendar.Now + SimDuration.FromSeconds(1));
        return this;
    }

    public void OnEvent(in EventAction action)
    {
        switch ((Step)action.Kind)
        {
            case Step.Arrival:
                if (_isClosed) return;
                ScheduleArrival(action.Index);
                Arrive(action.Index);
                break;
            case Step.Served:
                Record(action.Index, new SimTime(action.Arg));
                break;
            case Step.PatienceEnds:
                Pool!.Withdraw(new ResourceTicket(action.Arg));
                break;
            case Step.Granted:
                _customers[action.Index].Departure = Calendar.Schedule(_customers[action.Index].Work, new(this, (int)Step.Finished, action.Index));
                break;
            case Step.Preempted:
                Calendar.Cancel(_customers[action.Index].Departure);
                _customers[action.Index].Work = new SimDuration(action.Arg);
                break;
            case Step.Finished:
                var customer = _customers[action.Index];
                _customers.Return(action.Index);
                Record(customer.Class, customer.Arrived);
                Pool!.Release(customer.Ticket);
                break;
        }
    }

    private void Arrive(int k)
    {
        var kind = _classes[k];
        var work = SimDuration.FromMicroseconds(kind.Service.Sample(_service[k]));
        var done = new EventAction(this, (int)Step.Served, k, Calendar.Now.Picoseconds);
        if (Sharing is not null)
        {
            Sharing.Serve(work, in done, kind.Weight);
            return;
        }

        var ticket = _holds ? Hold(k, work) : Pool!.Serve(work, in done, kind.Priority);
        if (kind.Patience is not null && ticket.IsSet)
            Calendar.Schedule(SimDuration.FromMicroseconds(kind.Patience.Sample(_patience[k])), new(this, (int)Step.PatienceEnds, k, ticket.Value));
    }

    private ResourceTicket Hold(int k, SimDuration work)
    {
        var id = _customers.Rent();
        var granted = new EventAction(this, (int)Step.Granted, id);
        var ticket = _preempts
            ? Pool!.Request(in granted, _classes[k].Priority, new(this, (int)Step.Preempted, id), work)
            : Pool!.Request(in granted, _classes[k].Priority);
        if (!ticket.IsSet)
        {
            _customers.Return(id);
            return ticket;
        }

        _customers[id] = new Customer { Class = k, Arrived = Calendar.Now, Work = work, Ticket = ticket };
        return ticket;
    }

    private void Record(int k, SimTime arrived) => Responses[k].Add((Calendar.Now - arrived).Microseconds);

    private void ScheduleArrival(int k) =>
        Calendar.Schedule(SimDuration.FromMicroseconds(_between[k].NextExponential() / _classes[k].Rate), new(this, (int)Step.Arrival, k));

    private struct Customer
    {
        public int Class;
        public SimTime Arrived;
        public SimDuration Work;
        public ResourceTicket Ticket;
        public EventHandle Departure;
    }
}
