using System.Globalization;
using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;

namespace Sim.Models.Hypervisor.Io;

/// <summary>The drives of a host as one block device.</summary>
/// <remarks>
/// Models where data, copies and parity lie, reads before the writes of a parity level, degraded service, rebuild as a flow of its own, the thread of
/// software parity, a controller's processor, queue and cache, one submission queue per storage thread, requests that wait when all are full, and
/// the host's interrupt handling before the thread is told: as a delay, or by <see cref="HostInterrupts"/>. Leaves out merging of neighbouring requests, conflicts of two requests in one stripe,
/// write-intent bitmaps and journals. Source: network-and-storage 3.5. Pages: docs/models/raid.md, docs/models/storage-path.md.
/// </remarks>
public sealed partial class StorageArray : IBlockBackend, IEventTarget, IWorkSink, IHostInterruptSink
{
    private const int Block = 4096;

    private readonly EventCalendar _calendar;
    private readonly IDrive[] _drives;
    private readonly RngStream _placement;
    private readonly RaidParameters _raid;
    private readonly RaidLayout _layout;
    private readonly bool _hasParity;
    private readonly bool _draws;
    private readonly SimDuration _interrupt;
    private readonly CpuDispatcher? _dispatcher;
    private readonly HostInterrupts? _interrupts;
    private readonly int _firstSource;
    private readonly Slab<Transfer> _transfers = new(1024);
    private readonly RingQueue<Held>[] _held;

    /// <summary>An idle array.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="drives">The drives.</param>
    /// <param name="raid">How they form one device.</param>
    /// <param name="interrupt">Host interrupt handling before the storage thread is told.</param>
    /// <param name="streams">Sources of chance.</param>
    /// <param name="dispatcher">The host's pCPUs; software parity needs them.</param>
    /// <param name="interrupts">Handlers on the host's pCPUs, which then take the time that <paramref name="interrupt"/> says; null where it is a delay and no more.</param>
    /// <exception cref="SimulationFault">The level does not fit the drives.</exception>
    public StorageArray(
        EventCalendar calendar, DriveSet drives, RaidParameters raid, SimDuration interrupt, RngStreams streams, CpuDispatcher? dispatcher = null,
        HostInterrupts? interrupts = null)
    {
        (_calendar, _raid, _interrupt, _dispatcher, _interrupts) = (calendar, raid, interrupt, dispatcher, interrupts);
        _placement = streams.Get((drives.Name ?? "host/array") + "/placement");
        _layout = new RaidLayout(raid, drives.Count, drives.Capacity);
        var level = RaidRules.Settle(raid.Level, drives.Count);
        _hasParity = RaidRules.HasParity(level);
        // One drive of flash does the same wherever the data are.
        _draws = drives.Count > 1 || drives.Disk is not null;
        _drives = new IDrive[drives.Count];
        _held = new RingQueue<Held>[drives.Count];
        for (var i = 0; i < _drives.Length; i++)
        {
            _held[i] = new RingQueue<Held>();
            _drives[i] = drives.Build(calendar, streams, i, new DriveEnd(this, i));
        }

        // A controller hides its drives and has vectors of its own, one for each pCPU.
        for (var i = 0; interrupts is not null && i < (HasController ? 1 : _drives.Length); i++)
        {
            var source = interrupts.Add(this, i, HasController ? int.MaxValue : _drives[i].QueuePairs);
            if (i == 0) _firstSource = source;
        }

        if (_hasParity && raid.Kind == RaidKind.Md)
        {
            Check.That(dispatcher is not null, "software parity needs a host");
            Thread = dispatcher.AddWorld("host/md0", WorldKind.Storage, vmId: -1, source: null, PollPolicy.Off);
        }

        if (raid is { Degraded: > 0, RebuildRate: > 0 }) _calendar.Schedule(RebuildGap, new EventAction(this, (int)Step.Rebuild));
    }

    private enum Step
    {
        Interrupted,
        Acknowledged,
        Controller,
        ParityDone,
        Refused,
        Rebuild,
    }

    private enum Phase
    {
        Reading,
        ReadingOld,
        Writing,
        Rebuilding,
    }

    private enum ThreadWork
    {
        Stripe,
        Parity,
    }

    /// <summary>The drives.</summary>
    public IReadOnlyList<IDrive> Drives => _drives;

    /// <summary>Bytes that can be stored.</summary>
    public long Bytes => _layout.Bytes;

    /// <summary>The thread of software parity; null when there is none.</summary>
    public World? Thread { get; }

    /// <summary>Whether a full controller, or one drive without a controller, refuses what the submitter would take back.</summary>
    public bool RefusesWhenFull { get; init; }

    internal ITransferTrace? Trace { get; set; }

    private bool HasController => _raid.Kind == RaidKind.Hardware;

    /// <summary>Reads or writes anywhere; the client is told when all of it is done.</summary>
    /// <param name="operation">Read, write, flush or trim.</param>
    /// <param name="bytes">Size, above 0; 0 for a flush.</param>
    /// <param name="queue">Number of the submitting storage thread.</param>
    /// <param name="client">Who is told.</param>
    /// <param name="index">The client's own number for the request.</param>
    public void Submit(IoOperation operation, int bytes, int queue, IBlockClient client, int index) =>
        Submit(operation, IoCommand.Anywhere, bytes, queue, client, index);

    /// <summary>Reads or writes at a place; the client is told when all of it is done.</summary>
    /// <param name="operation">Read, write, flush or trim.</param>
    /// <param name="offset">First byte, 0 or more, or <see cref="IoCommand.Anywhere"/>.</param>
    /// <param name="bytes">Size, above 0; 0 for a flush.</param>
    /// <param name="queue">Number of the submitting storage thread; threads share queue pairs when there are more of them.</param>
    /// <param name="client">Who is told.</param>
    /// <param name="index">The client's own number for the request.</param>
    public void Submit(IoOperation operation, long offset, int bytes, int queue, IBlockClient client, int index)
    {
        if (offset == IoCommand.Anywhere) offset = _draws && bytes > 0 ? Somewhere(bytes) : 0;
        Check.That(offset >= 0 && bytes <= _layout.Bytes - offset, "a request lies outside the array");
        var id = Rent(operation, offset, bytes, queue);
        (_transfers[id].Client, _transfers[id].Index) = (client, index);
        Trace?.Submitted(id, client, index);
        if (HasController) EnterController(id);
        else if (Thread is not null && operation != IoOperation.Flush) StartOnThread(id);
        else Begin(id);
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var id = action.Index;
        switch ((Step)action.Kind)
        {
            case Step.Interrupted:
                Finish(id);
                break;
            case Step.Acknowledged:
                _interrupts!.Completed(_firstSource, _transfers[id].Submitter, id);
                break;
            case Step.Controller:
                OnController(id);
                break;
            case Step.ParityDone:
                OnParity(id);
                break;
            case Step.Refused:
                GiveBack(id);
                break;
            default:
                StartRebuild();
                break;
        }
    }

    /// <inheritdoc />
    void IHostInterruptSink.OnInterrupt(int number, int id)
    {
        if (HasController) Finish(id);
        else OnDriveCompleted(number, id);
    }

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        if ((ThreadWork)item.Kind == ThreadWork.Stripe) Begin(item.Index);
        else OnParity(item.Index);
    }

    private int Rent(IoOperation operation, long offset, int bytes, int queue)
    {
        var id = _transfers.Rent();
        _transfers[id] = new Transfer { Operation = operation, Offset = offset, Bytes = bytes, Queue = queue, Submitter = _interrupts?.SubmitterOf(queue) ?? 0 };
        return id;
    }

    // Aligned to its own size, as databases and file systems align what they read at random.
    private long Somewhere(int bytes)
    {
        var unit = (bytes + Block - 1L) / Block * Block;
        return (long)(_placement.NextUniform() * (_layout.Bytes / unit)) * unit;
    }

    /// <summary>Reads of what works pass the array's thread by; writes, and reads that have to be computed, take it for every stripe.</summary>
    private void StartOnThread(int id)
    {
        ref var transfer = ref _transfers[id];
        _layout.PlanReads(transfer.Operation == IoOperation.Write, transfer.Offset, transfer.Bytes);
        if (transfer.Operation == IoOperation.Trim || _layout.ParityRows == 0) Begin(id);
        else _dispatcher!.Submit(Thread!, new WorkItem((_raid.StripeTime * _layout.ParityRows).Picoseconds, this, (int)ThreadWork.Stripe, id));
    }

    private void Begin(int id)
    {
        ref var transfer = ref _transfers[id];
        switch (transfer.Operation)
        {
            case IoOperation.Flush:
                transfer.Phase = Phase.Writing;
                transfer.Pending = transfer.AtDrives = _drives.Length - _raid.Degraded;
                Trace?.Issued(id, transfer.Pending);
                for (var drive = _raid.Degraded; drive < _drives.Length; drive++) Send(drive, transfer.Queue, new IoCommand(id, IoOperation.Flush, 0));
                break;
            case IoOperation.Trim when _hasParity:
                // Drives do not promise what they read back after a trim, so that parity arrays keep it from them (md's default).
                Done(id);
                break;
            case IoOperation.Read:
                transfer.Phase = Phase.Reading;
                _layout.PlanReads(isWrite: false, transfer.Offset, transfer.Bytes);
                transfer.ParityBytes = _layout.ParityBytes;
                Issue(id, IoOperation.Read);
                break;
            default:
                BeginWrite(id, ref transfer);
                break;
        }
    }

    private void BeginWrite(int id, ref Transfer transfer)
    {
        if (!_hasParity)
        {
            IssueWrites(id);
            return;
        }

        transfer.Phase = Phase.ReadingOld;
        _layout.PlanReads(isWrite: true, transfer.Offset, transfer.Bytes);
        transfer.ParityBytes = _layout.ParityBytes;
        if (_layout.Count == 0) ComputeParity(id);
        else Issue(id, IoOperation.Read);
    }

    private void IssueWrites(int id)
    {
        ref var transfer = ref _transfers[id];
        transfer.Phase = Phase.Writing;
        _layout.PlanWrites(transfer.Offset, transfer.Bytes);
        Issue(id, transfer.Operation);
    }

    private void Issue(int id, IoOperation operation)
    {
        ref var transfer = ref _transfers[id];
        transfer.Pending = transfer.AtDrives = _layout.Count;
        Trace?.Issued(id, _layout.Count);
        for (var i = 0; i < _layout.Count; i++)
        {
            var piece = _layout[i];
            var drive = piece.Other >= 0 && _drives[piece.Other].Pending < _drives[piece.Drive].Pending ? piece.Other : piece.Drive;
            Send(drive, transfer.Queue, new IoCommand(id, operation, piece.Bytes, piece.Offset));
        }
    }

    private void Send(int drive, int queue, in IoCommand command)
    {
        if (_held[drive].Count > 0 || !TrySubmit(drive, queue, in command)) _held[drive].Enqueue(new Held(command, queue));
    }

    /// <summary>Uses the thread's own queue pair, or the next one with room when many threads share pairs.</summary>
    private bool TrySubmit(int index, int queue, in IoCommand command)
    {
        var drive = _drives[index];
        var pair = queue % drive.QueuePairs;
        for (var i = 0; i < drive.QueuePairs; i++, pair = pair + 1 < drive.QueuePairs ? pair + 1 : 0)
        {
            if (drive.Outstanding(pair) >= drive.QueueDepth) continue;
            drive.Submit(pair, in command);
            return true;
        }

        return false;
    }

    private void OnCommandDone(int index, int id)
    {
        if (_interrupts is null || HasController)
        {
            OnDriveCompleted(index, id);
            return;
        }

        ref var transfer = ref _transfers[id];
        if (--transfer.AtDrives == 0 && transfer.Client is not null && (transfer.Phase == Phase.Writing || (transfer.Phase == Phase.Reading && transfer.ParityBytes == 0))) Trace?.Arrived(id);
        _interrupts.Completed(_firstSource + index, transfer.Submitter, id);
    }

    private void OnDriveCompleted(int index, int id)
    {
        while (_held[index].Count > 0)
        {
            var next = _held[index].Peek();
            if (!TrySubmit(index, next.Queue, next.Command)) break;
            _held[index].TryDequeue(out _);
        }

        ref var transfer = ref _transfers[id];
        if (--transfer.Pending > 0) return;
        switch (transfer.Phase)
        {
            case Phase.ReadingOld:
                ComputeParity(id);
                break;
            case Phase.Reading when transfer.ParityBytes > 0:
                ComputeParity(id);
                break;
            case Phase.Rebuilding:
                OnRebuildPhase(id, ref transfer);
                break;
            default:
                Done(id);
                break;
        }
    }

    private void ComputeParity(int id)
    {
        var work = _raid.ParityTime * (_transfers[id].ParityBytes / (double)Block);
        if (Thread is not null) _dispatcher!.Submit(Thread, new WorkItem(work.Picoseconds, this, (int)ThreadWork.Parity, id));
        else _calendar.ScheduleAt(_controller.Send(_calendar.Now, work), new EventAction(this, (int)Step.ParityDone, id));
    }

    private void OnParity(int id)
    {
        ref var transfer = ref _transfers[id];
        switch (transfer.Phase)
        {
            case Phase.ReadingOld:
                IssueWrites(id);
                break;
            case Phase.Rebuilding:
                WriteRebuilt(id, ref transfer);
                break;
            default:
                Done(id);
                break;
        }
    }

    private void Done(int id)
    {
        if (_transfers[id].Client is null)
        {
            OnWrittenBack(id);
            return;
        }

        if (HasController) LeaveController();
        // A handler told of the drives' interrupts already.
        else if (_interrupts is { IsTelling: true })
        {
            Finish(id);
            return;
        }

        Tell(id, SimDuration.Zero);
    }

    private void Tell(int id, SimDuration after)
    {
        Trace?.Arrived(id);
        if (_interrupts is null) _calendar.Schedule(after + _interrupt, new EventAction(this, (int)Step.Interrupted, id));
        else if (!HasController) _calendar.Schedule(after, new EventAction(this, (int)Step.Interrupted, id));
        else if (after > SimDuration.Zero) _calendar.Schedule(after, new EventAction(this, (int)Step.Acknowledged, id));
        else _interrupts.Completed(_firstSource, _transfers[id].Submitter, id);
    }

    private void Finish(int id)
    {
        var transfer = _transfers[id];
        _transfers.Return(id);
        transfer.Client!.OnBlockDone(transfer.Index);
    }

    private sealed class DriveEnd(StorageArray array, int drive) : IIoCompletionSink
    {
        public void OnIoCompleted(int requestId, int queuePair) => array.OnCommandDone(drive, requestId);
    }

    private readonly record struct Held(IoCommand Command, int Queue);

    private struct Transfer
    {
        public IBlockClient? Client;
        public IBlockRefusals? Refusals;
        public int Index;
        public int Pending;

        /// <summary>Of those, the ones that the drives are not done with.</summary>
        public int AtDrives;
        public int Queue;

        /// <summary>The pCPU it comes from.</summary>
        public int Submitter;
        public int Bytes;
        public IoOperation Operation;
        public Phase Phase;
        public bool Writes;
        public long Offset;
        public long ParityBytes;
    }
}
