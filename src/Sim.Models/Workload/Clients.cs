using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;

namespace Sim.Models.Workload;

/// <summary>The clients of one VM: open Poisson arrivals, or users who wait for their answer and think.</summary>
/// <remarks>Requests with a message go over the wire; others start inside the VM. Page: docs/models/workload.md.
/// Source: Schroeder, Wierman, Harchol-Balter, "Open Versus Closed: A Cautionary Tale", NSDI 2006.</remarks>
public sealed class Clients : IRequestSource, IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly GuestService _service;
    private readonly Nic _nic;
    private readonly RngStream _random;
    private readonly double _meanGap;
    private readonly double _thinkTime;
    private readonly bool _goesStraightOn;
    private int _connection;

    /// <summary>Clients that start at time zero.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="service">The service they use.</param>
    /// <param name="nic">The port that leads to it.</param>
    /// <param name="workload">Arrivals.</param>
    /// <param name="streams">Sources of chance.</param>
    public Clients(EventCalendar calendar, GuestService service, Nic nic, WorkloadSpec workload, RngStreams streams)
    {
        (_calendar, _service, _nic) = (calendar, service, nic);
        _random = streams.Get(service.Vm.Name + "/arrivals");
        _thinkTime = workload.ThinkTime.Picoseconds;
        _goesStraightOn = _thinkTime == 0 && service.Template.AlwaysDoesSomething;
        service.Source = this;
        if (workload.Rate > 0)
        {
            _meanGap = SimDuration.PerSecond / workload.Rate;
            ScheduleArrival();
            return;
        }

        for (var user = 0; user < workload.Users; user++) Think(user);
    }

    private enum Step
    {
        Arrival,
        UserReturns,
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        if ((Step)action.Kind == Step.Arrival)
        {
            ScheduleArrival();
            Issue(_connection++ & 0xff);
        }
        else
        {
            Issue(action.Index);
        }
    }

    /// <inheritdoc />
    public void OnRequestDone(int user)
    {
        if (_meanGap > 0) return;
        // Without think time the guest goes straight on: it does not halt between one request and the next. Kinds whose requests may happen
        // to do nothing go through an event, because such a request would otherwise call itself for ever.
        if (_goesStraightOn) Issue(user);
        else Think(user);
    }

    private void Issue(int user)
    {
        var id = _service.Open(user);
        if (_service.Template.RequestBytes == 0) _service.StartInside(id);
        else _nic.ArriveFromWire(_service.MessageOf(id));
    }

    private void ScheduleArrival() =>
        _calendar.Schedule(new SimDuration((long)(_meanGap * _random.NextExponential())), new EventAction(this, (int)Step.Arrival));

    private void Think(int user)
    {
        var think = _thinkTime > 0 ? (long)(_thinkTime * _random.NextExponential()) : 0;
        _calendar.Schedule(new SimDuration(think), new EventAction(this, (int)Step.UserReturns, user));
    }
}
