using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>An I/O scheduler of the host's block layer: CPU on the submitting thread, and a lock of the device that one CPU holds at a time.</summary>
/// <remarks>
/// Models the lock as a first in, first out server that is held over the last part of a submission, so that a lone submitter never waits for
/// itself. Leaves out what the schedulers are for: order, deadlines and shares between processes. CPUs that wait for the lock do not burn
/// time. Source: Ren et al., ICPE 2024, by network-and-storage 2.3. Page: docs/models/storage-path.md.
/// </remarks>
public sealed class HostIoScheduler : IBlockBackend, IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly IBlockBackend _device;
    private readonly SimDuration _hold;
    private readonly SimTime[] _granted;
    private readonly RingQueue<Waiter>[] _waiting;
    private int _next;

    /// <summary>An idle scheduler.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="kind">Which.</param>
    /// <param name="drives">Devices, each with a lock of its own; requests are spread evenly.</param>
    /// <param name="device">What it schedules.</param>
    public HostIoScheduler(EventCalendar calendar, DiskScheduler kind, int drives, IBlockBackend device)
    {
        (_calendar, _device) = (calendar, device);
        _hold = HoldOf(kind);
        _granted = new SimTime[drives];
        _waiting = new RingQueue<Waiter>[drives];
        for (var i = 0; i < drives; i++) _waiting[i] = new RingQueue<Waiter>();
    }

    /// <summary>How long one request holds the lock: 1 / 500,000 a second for mq-deadline and 1 / 310,000 for BFQ, whatever the number of jobs.</summary>
    public static SimDuration HoldOf(DiskScheduler kind) => SimDuration.FromMicroseconds(kind switch
    {
        DiskScheduler.MqDeadline => 2.0,
        DiskScheduler.Bfq => 3.2,
        _ => 0,
    });

    /// <summary>CPU of the submitting thread beside that without a scheduler.</summary>
    /// <param name="kind">The scheduler.</param>
    /// <param name="isBatched">In a batch: from 381,000 requests a second of one thread to 310,000, 304,000, 241,000. Alone: from a latency of 68.4 us to 70.1, 70.3, 71.9.</param>
    public static SimDuration CostOf(DiskScheduler kind, bool isBatched) => SimDuration.FromMicroseconds((kind, isBatched) switch
    {
        (DiskScheduler.MqDeadline, true) => 0.6,
        (DiskScheduler.MqDeadline, false) => 1.7,
        (DiskScheduler.Kyber, true) => 0.65,
        (DiskScheduler.Kyber, false) => 1.9,
        (DiskScheduler.Bfq, true) => 1.5,
        (DiskScheduler.Bfq, false) => 3.5,
        _ => 0,
    });

    /// <inheritdoc />
    public void Submit(IoOperation operation, long offset, int bytes, int queue, IBlockClient client, int index)
    {
        var device = _next;
        _next = device + 1 < _granted.Length ? device + 1 : 0;
        var now = _calendar.Now;
        // Who comes to a lock that has been free for so long held it while submitting.
        if (_granted[device] == SimTime.Zero || _granted[device] + _hold <= now)
        {
            _granted[device] = now;
            _device.Submit(operation, offset, bytes, queue, client, index);
            return;
        }

        _granted[device] += _hold;
        _waiting[device].Enqueue(new Waiter(operation, offset, bytes, queue, client, index));
        _calendar.ScheduleAt(_granted[device], new EventAction(this, 0, device));
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        _waiting[action.Index].TryDequeue(out var waiter);
        _device.Submit(waiter.Operation, waiter.Offset, waiter.Bytes, waiter.Queue, waiter.Client, waiter.Index);
    }

    private readonly record struct Waiter(IoOperation Operation, long Offset, int Bytes, int Queue, IBlockClient Client, int Index);
}
