using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor.Guest;

namespace Sim.Models.Hypervisor.Io;

/// <summary>A VM's disk: guest ring, kick, the way through the host, completion interrupt.</summary>
/// <remarks>
/// Models the kick exit and its suppression while the thread is awake, threads as worlds that compete for pCPUs, cheaper requests in a batch
/// or for a thread that polled, a bounded queue, layers that make one request several, and coalesced completion interrupts. What serves the
/// disk is its <see cref="DiskPath"/>. Source: network-and-storage 2.1, 2.4, 3.1, 3.2, 8A. Page: docs/models/storage-path.md.
/// </remarks>
public sealed partial class VirtualDisk : IWorkSink, IBlockClient, IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly CpuDispatcher _dispatcher;
    private readonly VirtualMachine _vm;
    private readonly DiskPath _path;
    private readonly BlockPathParameters _costs;
    private readonly GuestCosts _guest;
    private readonly World[] _threads;
    private readonly Slab<DiskRequest> _requests = new(64);
    private readonly RingQueue<int> _held = new(64);
    private readonly RingQueue<int> _finished = new(64);
    private int _inFlight;
    private EventHandle _coalesceTimer;

    /// <summary>An idle disk.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host's pCPUs.</param>
    /// <param name="vm">The VM it belongs to.</param>
    /// <param name="path">Its way through the host.</param>
    /// <param name="guest">Costs inside the guest.</param>
    public VirtualDisk(EventCalendar calendar, CpuDispatcher dispatcher, VirtualMachine vm, DiskPath path, GuestCosts guest)
    {
        (_calendar, _dispatcher, _vm, _path, _costs, _guest) = (calendar, dispatcher, vm, path, path.Costs, guest);
        _threads = [.. path.Threads];
        if (path.Layers.Length > 0) _plans = new BlockPlan[64];
        Check.That(path.Layers.Length == 0 || path.Background is not null, "layers write later");
        Name = vm.Name + "/disk0";
    }

    private enum Stage
    {
        GuestSubmit,
        HostSubmit,
        HostNext,
        HostComplete,
        WorkerSubmit,
        WorkerNext,
        WorkerComplete,
        GuestInterrupt,
        GuestComplete,
    }

    /// <summary>Name for reports.</summary>
    public string Name { get; }

    /// <summary>Where on the host's drives the disk's first byte lies, for requests that say where they fall.</summary>
    public long Start { get; init; }

    /// <summary>Time from the guest's system call to the woken guest task, since the last reset.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Requests in flight or held at the queue limit.</summary>
    public TimeWeighted Outstanding { get; } = new();

    /// <summary>Requests done since the last reset.</summary>
    public long Completed { get; private set; }

    /// <summary>The threads of the host that serve it; none when the guest owns the device.</summary>
    public IReadOnlyList<World> Threads => _threads;

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
    /// <param name="offset">First byte in this disk, or <see cref="IoCommand.Anywhere"/> on the host's drives.</param>
    public void Issue(IoOperation operation, int bytes, int vcpu, IBlockClient client, int index, long offset = IoCommand.Anywhere)
    {
        var id = _requests.Rent();
        ref var request = ref _requests[id];
        request.Operation = operation;
        request.Bytes = bytes;
        request.Offset = offset == IoCommand.Anywhere ? offset : Start + offset;
        request.Vcpu = vcpu;
        request.Client = client;
        request.Index = index;
        request.Issued = _calendar.Now;
        Outstanding.Add(_calendar.Now, +1);
        Trace?.Issued(id, operation, bytes, client, index, _calendar.Now);
        var kick = SimDuration.Zero;
        if (Kicks(vcpu))
        {
            kick = _costs.Kick;
            _vm.Exits.Add(ExitReason.Doorbell);
        }

        var item = new WorkItem((_guest.BlockSubmit + kick).Picoseconds, this, (int)Stage.GuestSubmit, id);
        Trace?.Waits(id, _vm.Vcpus[vcpu], in item, kick);
        _dispatcher.Submit(_vm.Vcpus[vcpu], in item, urgent: true);
    }

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        var id = item.Index;
        switch ((Stage)item.Kind)
        {
            case Stage.GuestSubmit:
                if (_inFlight >= _path.QueueDepth) Hold(id);
                else StartHost(id);
                break;
            case Stage.HostSubmit:
                Trace?.Submitted(id, _requests[id].Client, _requests[id].Index, world, _calendar.Now);
                OnHostSubmitted(id);
                break;
            case Stage.HostNext or Stage.WorkerNext:
                Trace?.Submitted(id, _requests[id].Client, _requests[id].Index, world, _calendar.Now);
                SubmitStep(id);
                break;
            case Stage.WorkerSubmit:
                SubmitStep(id);
                break;
            case Stage.WorkerComplete:
                OnWorkerDone(id);
                break;
            case Stage.HostComplete:
                OnHostCompleted(id, world);
                break;
            case Stage.GuestInterrupt:
                OnInterrupt(id);
                break;
            case Stage.GuestComplete:
                Finish(id);
                break;
        }
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action) => RaiseInterrupt();

    /// <summary>Event index: a thread that is awake sees the ring without being told, and one that polls always does.</summary>
    private bool Kicks(int vcpu) =>
        _threads.Length > 0 && !_path.IsPolled && (_path.AlwaysKicks || _threads[vcpu % _threads.Length].State == WorldState.Blocked);

    private void Hold(int id)
    {
        Trace?.Held(id, _calendar.Now);
        _held.Enqueue(id);
    }

    private void Release(int id)
    {
        _inFlight--;
        if (_held.TryDequeue(out var next)) StartHost(next);
        _finished.Enqueue(id);
        if (_costs.CoalesceAbove == 0 || _inFlight < _costs.CoalesceAbove || _finished.Count > _costs.CoalesceAbove)
        {
            RaiseInterrupt();
        }
        else if (!_calendar.IsPending(_coalesceTimer))
        {
            _coalesceTimer = _calendar.Schedule(_costs.CoalesceDelay, new EventAction(this, 0));
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
        ref var oldest = ref _requests[first];
        // What a handler costs depends on whether it finds the vCPU's caches warm.
        oldest.FoundAsleep = _vm.Vcpus[oldest.Vcpu].State != WorldState.Running;
        var work = oldest.FoundAsleep ? _guest.Interrupt : _guest.InterruptAwake;
        var item = new WorkItem(_vm.InterruptWork(work, oldest.Vcpu), this, (int)Stage.GuestInterrupt, first);
        if (Trace is { } trace) Tell(trace, in item);
        _vm.Interrupt(oldest.Vcpu, in item);
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
            var vcpu = _vm.Vcpus[request.Vcpu];
            var asleep = request.FoundAsleep || vcpu.State != WorldState.Running;
            var item = new WorkItem((asleep ? _guest.BlockComplete : _guest.BlockCompleteAwake).Picoseconds, this, (int)Stage.GuestComplete, id);
            Trace?.Waits(id, vcpu, in item, SimDuration.Zero);
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
        public long Offset;
        public int Vcpu;
        public int Index;
        public int NextInBatch;
        public int Worker;
        public bool FoundAsleep;
        public IBlockClient Client;
        public SimTime Issued;
    }
}
