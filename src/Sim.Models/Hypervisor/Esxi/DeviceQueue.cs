using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>The VMkernel's queue of one device: how much of it each VM gets.</summary>
/// <remarks>
/// Models the limit of each VM while several use the device (Disk.SchedNumReqOutstanding), turns between VMs that wait, limits of a VM in
/// requests per second, Storage I/O control: while latency is above the threshold the queue shrinks, and VMs share it by their shares, and adaptive
/// queueing on a device that refuses. Leaves out longer turns for sequential requests, latency of other hosts, CPU time of refused requests. Source:
/// network-and-storage 3.2; Gulati, Ahmad, Waldspurger, PARDA, FAST 2009; VMware knowledge base 1008113. Page: docs/models/storage-path.md.
/// </remarks>
public sealed partial class DeviceQueue : IBlockGate, IEventTarget
{
    /// <summary>Weight of the new window in PARDA's moving mean.</summary>
    private const double Gain = 0.2;

    /// <summary>Requests that PARDA's window grows by in every interval, on an idle device.</summary>
    private const double Growth = 4;

    private readonly EventCalendar _calendar;
    private readonly EsxiDiskParameters _parameters;
    private readonly IBlockBackend _device;
    private readonly List<VmQueue> _vms = [];
    private readonly TimeWeighted _onDevice = new();
    private int _active;
    private int _waiting;
    private int _turn;
    private double _activeShares;
    private long _done;

    /// <summary>A queue without VMs.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="parameters">Its limits.</param>
    /// <param name="device">The device.</param>
    public DeviceQueue(EventCalendar calendar, EsxiDiskParameters parameters, IBlockBackend device)
    {
        (_calendar, _parameters, _device) = (calendar, parameters, device);
        Window = Depth = parameters.DeviceQueueDepth;
        if (parameters.IoControl) calendar.Schedule(parameters.ControlInterval, new EventAction(this, (int)Step.Control));
    }

    private enum Step
    {
        Control,
        LimitPassed,
        Retry,
    }

    /// <summary>Requests that may be on the device.</summary>
    public double Window { get; private set; }

    /// <summary>Requests of a VM on the device.</summary>
    public int OnDevice(int vm) => _vms[vm].OnDevice;

    /// <summary>Makes room for the next VM.</summary>
    /// <param name="vm">Its number, dense from 0.</param>
    /// <param name="claim">What it may claim.</param>
    public void AddVm(int vm, DiskClaim claim)
    {
        Check.That(vm == _vms.Count && claim.Shares > 0, "VMs come to a device in order, with shares");
        // A tenth of a second's worth may come at once.
        _vms.Add(new VmQueue { Shares = claim.Shares, Limit = claim.Operations is { } rate ? new TokenBucket(rate, Math.Max(1, rate / 10)) : null });
    }

    /// <inheritdoc />
    public void Enter(IoOperation operation, long offset, int bytes, int vm, IBlockClient client, int index)
    {
        var queue = _vms[vm];
        if (queue.OnDevice + queue.Count == 0)
        {
            _active++;
            _activeShares += queue.Shares;
        }

        queue.Waiting.Enqueue(new Waiter(operation, offset, bytes, client, index));
        _waiting++;
        TryGo(vm);
    }

    /// <inheritdoc />
    public void Leave(int vm, int index)
    {
        var queue = _vms[vm];
        queue.OnDevice--;
        _onDevice.Add(_calendar.Now, -1);
        _done++;
        OnGood();
        if (queue.OnDevice + queue.Count == 0)
        {
            _active--;
            _activeShares -= queue.Shares;
        }

        if (_waiting > 0) GoOn();
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        if ((Step)action.Kind == Step.LimitPassed)
        {
            while (TryGo(action.Index))
            {
            }

            return;
        }

        if ((Step)action.Kind == Step.Retry)
        {
            _isRefused = false;
            GoOn();
            return;
        }

        Adapt();
        _calendar.Schedule(_parameters.ControlInterval, new EventAction(this, (int)Step.Control));
        if (_waiting > 0) GoOn();
    }

    /// <summary>The VMs in turn, one request each, as long as any may go.</summary>
    private void GoOn()
    {
        var idle = 0;
        while (_waiting > 0 && idle < _vms.Count)
        {
            _turn = _turn + 1 < _vms.Count ? _turn + 1 : 0;
            idle = TryGo(_turn) ? 0 : idle + 1;
        }
    }

    private bool TryGo(int vm)
    {
        var queue = _vms[vm];
        if (_isRefused || queue.Count == 0 || _onDevice.Level >= Math.Min((long)Window, Depth) || queue.OnDevice >= ShareOf(queue)) return false;
        // A request that the device refused has been counted.
        if (queue.Limit is { } limit && queue.Refused.Count == 0)
        {
            var earliest = limit.EarliestFor(1, _calendar.Now);
            if (earliest > _calendar.Now)
            {
                if (!_calendar.IsPending(queue.Timer)) queue.Timer = _calendar.ScheduleAt(earliest, new EventAction(this, (int)Step.LimitPassed, vm));
                return false;
            }

            limit.Take(1, _calendar.Now);
        }

        if (!queue.Refused.TryDequeue(out var next)) queue.Waiting.TryDequeue(out next);
        _waiting--;
        queue.OnDevice++;
        _onDevice.Add(_calendar.Now, +1);
        _device.Submit(next.Operation, next.Offset, next.Bytes, vm, next.Client, next.Index, this);
        return true;
    }

    /// <summary>What a VM may have on the device: all of it alone, a fixed number beside others, its share under I/O control.</summary>
    private double ShareOf(VmQueue queue) =>
        _active <= 1 ? Math.Min(Window, Depth)
        : !_parameters.IoControl ? _parameters.SchedNumReqOutstanding
        : Math.Max(1, Math.Min(Window, Depth) * queue.Shares / _activeShares);

    private void Adapt()
    {
        // Little's law: mean latency is mean occupancy over throughput.
        var interval = _parameters.ControlInterval;
        var mean = _onDevice.MeanAt(_calendar.Now);
        var done = _done;
        _onDevice.Reset(_calendar.Now);
        _done = 0;
        if (done == 0) return;
        var latency = mean * interval.Picoseconds / done;
        var wanted = (_parameters.CongestionThreshold.Picoseconds / latency * Window) + Growth;
        Window = Math.Clamp(((1 - Gain) * Window) + (Gain * wanted), 1, _parameters.DeviceQueueDepth);
    }

    private sealed class VmQueue
    {
        public RingQueue<Waiter> Waiting { get; } = new();

        // Refused by the device, in the order of the refusals; they go before the others.
        public RingQueue<Waiter> Refused { get; } = new();

        public int Count => Waiting.Count + Refused.Count;

        public required double Shares { get; init; }

        public TokenBucket? Limit { get; init; }

        public EventHandle Timer { get; set; }

        public int OnDevice { get; set; }
    }

    private readonly record struct Waiter(IoOperation Operation, long Offset, int Bytes, IBlockClient Client, int Index);
}
