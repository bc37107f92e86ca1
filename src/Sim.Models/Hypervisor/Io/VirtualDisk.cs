using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>A VM's disk: guest ring, kick, one storage thread on the host, completion interrupt.</summary>
/// <remarks>
/// Models the kick exit and its suppression while the thread is awake, the thread as a world that competes for pCPUs and polls before it
/// sleeps, cheaper requests in a batch, a bounded queue and coalesced completion interrupts. KVM (iothread) and ESXi (VMkernel) differ by
/// their <see cref="BlockPathParameters"/>. Leaves out image formats, caches and several threads a disk.
/// Source: network-and-storage reference 2.1, 3.1, 3.2, 8A. Page: docs/models/storage-path.md.
/// </remarks>
public sealed class VirtualDisk : IWorkSink, IBlockClient, IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly CpuDispatcher _dispatcher;
    private readonly VirtualMachine _vm;
    private readonly StorageArray _array;
    private readonly BlockPathParameters _path;
    private readonly GuestCosts _guest;
    private readonly World _thread;
    private readonly Slab<DiskRequest> _requests = new(64);
    private readonly RingQueue<int> _held = new(64);
    private readonly RingQueue<int> _finished = new(64);
    private int _inFlight;
    private EventHandle _coalesceTimer;

    /// <summary>An idle disk.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host's pCPUs.</param>
    /// <param name="vm">The VM it belongs to.</param>
    /// <param name="array">What it is stored on.</param>
    /// <param name="path">The software path.</param>
    /// <param name="guest">Costs inside the guest.</param>
    public VirtualDisk(
        EventCalendar calendar, CpuDispatcher dispatcher, VirtualMachine vm, StorageArray array, BlockPathParameters path, GuestCosts guest)
    {
        (_calendar, _dispatcher, _vm, _array, _path, _guest) = (calendar, dispatcher, vm, array, path, guest);
        var polling = path.PollMaximum > SimDuration.Zero
            ? new PollPolicy(path.PollMaximum, SimDuration.FromMicroseconds(4), Shrink: 0)
            : PollPolicy.Off;
        _thread = dispatcher.AddWorld($"{vm.Name}/disk0", WorldKind.Storage, vm.Id, source: null, polling);
        _thread.StartNode = vm.Vcpus[0].StartNode;
        _thread.HomeNode = vm.Vcpus[0].HomeNode;
    }

    private enum Stage
    {
        GuestSubmit,
        HostSubmit,
        HostComplete,
        GuestInterrupt,
        GuestComplete,
    }

    /// <summary>Time from the guest's system call to the woken guest task, since the last reset.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Requests in flight or held at the queue limit.</summary>
    public TimeWeighted Outstanding { get; } = new();

    /// <summary>Requests done since the last reset.</summary>
    public long Completed { get; private set; }

    /// <summary>The host thread that serves it.</summary>
    public World Thread => _thread;

    internal IDiskTrace? Trace { get; set; }

    /// <summary>Whether a piece of this disk's work is the injection and handling of its interrupt.</summary>
    internal static bool IsInterrupt(in WorkItem item) => item.Kind == (int)Stage.GuestInterrupt;

    /// <summary>Clears the statistics: the end of the warm-up.</summary>
    public void ResetStatistics()
    {
        Latency.Reset();
        Outstanding.Reset(_calendar.Now);
        Completed = 0;
    }

    /// <summary>A guest task issues a request from a vCPU; the client is told when the task may go on, on that vCPU.</summary>
    /// <param name="operation">Read, write or flush.</param>
    /// <param name="bytes">Size.</param>
    /// <param name="vcpu">Index of the issuing vCPU.</param>
    /// <param name="client">Who is told.</param>
    /// <param name="index">The client's own number.</param>
    public void Issue(IoOperation operation, int bytes, int vcpu, IBlockClient client, int index)
    {
        var id = _requests.Rent();
        ref var request = ref _requests[id];
        request.Operation = operation;
        request.Bytes = bytes;
        request.Vcpu = vcpu;
        request.Client = client;
        request.Index = index;
        request.Issued = _calendar.Now;
        Outstanding.Add(_calendar.Now, +1);
        Trace?.Issued(id, operation, bytes, client, index, _calendar.Now);
        // Event index: a thread that is awake sees the ring without being told.
        var work = _guest.BlockSubmit + (_thread.State == WorldState.Blocked ? _path.Kick : SimDuration.Zero);
        var item = new WorkItem(work.Picoseconds, this, (int)Stage.GuestSubmit, id);
        Trace?.Waits(id, _vm.Vcpus[vcpu], in item, work - _guest.BlockSubmit);
        _dispatcher.Submit(_vm.Vcpus[vcpu], in item, urgent: true);
    }

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        switch ((Stage)item.Kind)
        {
            case Stage.GuestSubmit:
                if (_inFlight >= _path.QueueDepth) Hold(item.Index);
                else StartHost(item.Index);
                break;
            case Stage.HostSubmit:
                ref var request = ref _requests[item.Index];
                Trace?.Submitted(item.Index, request.Client, request.Index, world, _calendar.Now);
                _array.Submit(request.Operation, request.Bytes, _vm.Id, this, item.Index);
                break;
            case Stage.HostComplete:
                Trace?.Finished(item.Index, _requests[item.Index].Client, _requests[item.Index].Index, world, _calendar.Now);
                OnHostCompleted(item.Index);
                break;
            case Stage.GuestInterrupt:
                OnInterrupt(item.Index);
                break;
            case Stage.GuestComplete:
                Finish(item.Index);
                break;
        }
    }

    /// <inheritdoc />
    public void OnBlockDone(int index)
    {
        Trace?.Returned(index, _calendar.Now);
        var work = _thread.Backlog > 0 ? _path.CompleteBatched : _path.Complete;
        var item = new WorkItem(work.Picoseconds, this, (int)Stage.HostComplete, index);
        Trace?.Waits(index, _thread, in item, SimDuration.Zero);
        _dispatcher.Submit(_thread, in item);
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action) => RaiseInterrupt();

    private void Hold(int id)
    {
        Trace?.Held(id, _calendar.Now);
        _held.Enqueue(id);
    }

    private void StartHost(int id)
    {
        Trace?.Handed(id, _calendar.Now);
        _inFlight++;
        var work = _thread.Backlog > 0 ? _path.SubmitBatched : _path.Submit;
        var item = new WorkItem(work.Picoseconds, this, (int)Stage.HostSubmit, id);
        Trace?.Waits(id, _thread, in item, SimDuration.Zero);
        _dispatcher.Submit(_thread, in item);
    }

    private void OnHostCompleted(int id)
    {
        _inFlight--;
        if (_held.TryDequeue(out var next)) StartHost(next);
        _finished.Enqueue(id);
        if (_path.CoalesceAbove == 0 || _inFlight < _path.CoalesceAbove || _finished.Count > _path.CoalesceAbove)
        {
            RaiseInterrupt();
        }
        else if (!_calendar.IsPending(_coalesceTimer))
        {
            _coalesceTimer = _calendar.Schedule(_path.CoalesceDelay, new EventAction(this, 0));
        }
    }

    /// <summary>One interrupt for everything finished: it goes to the vCPU of the oldest request, which completes all of them.</summary>
    private void RaiseInterrupt()
    {
        _calendar.Cancel(_coalesceTimer);
        if (!_finished.TryDequeue(out var first)) return;
        var batch = 1;
        var last = first;
        while (_finished.TryDequeue(out var id))
        {
            _requests[last].NextInBatch = id + 1;
            last = id;
            batch++;
        }

        Check.That(batch <= _requests.Rented, "more completions than requests");
        var item = new WorkItem(_guest.Interrupt.Picoseconds, this, (int)Stage.GuestInterrupt, first);
        if (Trace is { } trace) Tell(trace, in item);
        _vm.Interrupt(_requests[first].Vcpu, in item);
    }

    private void Tell(IDiskTrace trace, in WorkItem interrupt)
    {
        var vcpu = _vm.Vcpus[_requests[interrupt.Index].Vcpu];
        for (var id = interrupt.Index; id >= 0; id = _requests[id].NextInBatch - 1) trace.Waits(id, vcpu, in interrupt, SimDuration.Zero);
    }

    private void OnInterrupt(int id)
    {
        while (true)
        {
            ref var request = ref _requests[id];
            var next = request.NextInBatch - 1;
            request.NextInBatch = 0;
            var item = new WorkItem(_guest.BlockComplete.Picoseconds, this, (int)Stage.GuestComplete, id);
            Trace?.Waits(id, _vm.Vcpus[request.Vcpu], in item, SimDuration.Zero);
            _vm.Interrupt(request.Vcpu, in item);
            if (next < 0) return;
            id = next;
        }
    }

    private void Finish(int id)
    {
        var request = _requests[id];
        _requests.Return(id);
        Completed++;
        Outstanding.Add(_calendar.Now, -1);
        Trace?.Done(id, request.Client, request.Index, _vm.Vcpus[request.Vcpu], _calendar.Now);
        Latency.Add(_calendar.Now - request.Issued);
        request.Client.OnBlockDone(request.Index);
    }

    private struct DiskRequest
    {
        public IoOperation Operation;
        public int Bytes;
        public int Vcpu;
        public int Index;
        public int NextInBatch;
        public IBlockClient Client;
        public SimTime Issued;
    }
}
