using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Workload;

/// <summary>Issues the requests of a trace at their times, however long the disk takes: an open loop.</summary>
/// <remarks>
/// Requests go round the vCPUs in turn. Leaves out that a slower disk would have held up the program that was recorded. Source: Schroeder, Wierman,
/// Harchol-Balter, "Open Versus Closed: A Cautionary Tale", NSDI 2006. Page: docs/models/workload.md.
/// </remarks>
public sealed class IoReplay : IRequestSource, IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly GuestService _service;
    private readonly BlockTrace _trace;
    private readonly double _speed;
    private readonly bool _places;
    private readonly long _period;
    private int _next;
    private SimTime _began = SimTime.Zero;

    /// <summary>A replay that begins at time zero.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="service">The service that carries the requests.</param>
    /// <param name="replay">Speed, and whether it begins again.</param>
    /// <param name="trace">The trace, of one request or more; of a length above zero if it begins again.</param>
    public IoReplay(EventCalendar calendar, GuestService service, ReplaySpec replay, BlockTrace trace)
    {
        (_calendar, _service, _trace, _speed, _places) = (calendar, service, trace, replay.Speed, replay.Addresses);
        var last = trace.Requests.Length - 1;
        if (replay.Repeat) _period = At(last) + Math.Max(1, At(last) / last);
        service.Source = this;
        Schedule();
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var request = _trace.Requests[_next];
        var vcpu = _next % _service.Vm.Vcpus.Length;
        var id = _service.Open(_next, new BlockAccess(request.Operation, request.Bytes, _places ? request.Offset : IoCommand.Anywhere));
        if (++_next == _trace.Requests.Length && _period > 0) (_next, _began) = (0, _began + new SimDuration(_period));
        if (_next < _trace.Requests.Length) Schedule();
        _service.StartInside(id, vcpu);
    }

    /// <inheritdoc />
    public void OnRequestDone(int user)
    {
        // Whoever issued it does not wait for it.
    }

    private void Schedule() => _calendar.ScheduleAt(_began + new SimDuration(At(_next)), new EventAction(this, 0));

    private long At(int index) => (long)(_trace.Requests[index].At.Picoseconds / _speed);
}
