using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;

namespace Sim.Models.Hardware.Storage;

/// <summary>An NVMe drive: queue pairs, a controller that fetches round robin, flash units, a write buffer and a PCI Express link.</summary>
/// <remarks>
/// Models queueing in submission queues, at the controller, at the flash, in the write buffer and on the link, cleaning, and interrupt coalescing.
/// Leaves out misses of the mapping table, channels as servers, power states and media wear. Source: NVM Express Base Specification 2.0; read path fitted
/// to the fio files of Ren et al., ICPE 2024. Page: docs/models/nvme.md.
/// </remarks>
public sealed class NvmeDevice : IDrive, IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly NvmeParameters _parameters;
    private readonly IIoCompletionSink _host;
    private readonly SubmissionQueues _queues;
    private readonly FlashArray _flash;
    private readonly FlashSpace? _space;
    private readonly WriteBuffer _buffer;
    private readonly CoalescedInterrupts? _interrupts;
    private readonly FifoLink _toHost = new();
    private readonly FifoLink _toDevice;
    private readonly TokenBucket? _operations;
    private readonly TokenBucket? _bandwidth;
    private readonly Slab<Command> _commands = new();
    private readonly int[] _outstanding;
    private (int Bytes, SimDuration Time) _lastTransfer;
    private (int Bytes, SimDuration Time) _lastRead;
    private int _inside;
    private bool _controllerBusy;
    private bool _held;

    /// <summary>An idle drive with an empty buffer.</summary>
    /// <param name="calendar">The replication's calendar.</param>
    /// <param name="parameters">The drive.</param>
    /// <param name="streams">The replication's random streams.</param>
    /// <param name="name">Unique in the replication, e.g. <c>host/nvme0</c>; names the streams.</param>
    /// <param name="host">Where completions arrive.</param>
    /// <exception cref="SimulationFault">The parameters lie outside their ranges.</exception>
    public NvmeDevice(EventCalendar calendar, NvmeParameters parameters, RngStreams streams, string name, IIoCompletionSink host)
    {
        Check.That(parameters.QueuePairs > 0 && parameters.QueueDepth > 0 && parameters.FetchBurst > 0, "a drive needs queues");
        Check.That(parameters.MediaUnits > 0 && parameters.CommandSlots > 0 && parameters.ReadUnit > 0, "a drive needs flash");
        Check.That(parameters.ReadTime > SimDuration.Zero && parameters.ReadSpread is >= 0 and <= 1, "a read takes time");
        Check.That(parameters.ProgramBandwidth > 0 && parameters.WriteBuffer > 0 && parameters.ProgramUnit > 0, "a write needs a buffer and flash");
        Check.That(parameters.CoalesceThreshold > 0 && parameters.ReadsInRow > 0 && parameters.MappingUnit > 0, "counts begin at one");
        _calendar = calendar;
        _parameters = parameters;
        _host = host;
        _queues = new SubmissionQueues(parameters.QueuePairs, parameters.FetchBurst);
        _outstanding = new int[parameters.QueuePairs];
        _flash = new FlashArray(calendar, parameters, streams, name, this);
        _space = parameters.WritesInPlace ? null : new FlashSpace(parameters);
        _buffer = new WriteBuffer(calendar, parameters, _flash, _space, this);
        _toDevice = parameters.Link.IsHalfDuplex ? _toHost : new FifoLink();
        if (parameters.CoalesceThreshold > 1) _interrupts = new CoalescedInterrupts(calendar, parameters, this);
        if (parameters.Limit is not { } limit) return;
        if (limit.Operations > 0) _operations = new TokenBucket(limit.Operations, limit.OperationsBurst);
        if (limit.Bandwidth > 0) _bandwidth = new TokenBucket(limit.Bandwidth, limit.BandwidthBurst);
    }

    private enum Step
    {
        Doorbell,
        LimitPassed,
        Processed,
        AtFlash,
        DataArrived,
        Completed,
    }

    /// <summary>Queue pairs; a host uses one a CPU as far as they go.</summary>
    public int QueuePairs => _parameters.QueuePairs;

    /// <inheritdoc />
    public int QueueDepth => _parameters.QueueDepth;

    /// <inheritdoc />
    public int Pending => _commands.Rented;

    internal INvmeTrace? Trace { get; set; }

    INvmeTrace? IDrive.Trace
    {
        get => Trace;
        set => Trace = value;
    }

    /// <summary>Commands completed since the last reset.</summary>
    public long Completed { get; private set; }

    /// <summary>Bytes of reads completed since the last reset.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes of writes completed since the last reset.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Commands submitted and not completed.</summary>
    public TimeWeighted InFlight { get; } = new();

    /// <summary>Commands that wait in submission queues to be fetched.</summary>
    public TimeWeighted Unfetched { get; } = new();

    /// <summary>Whether the controller's processor works on a command (0 or 1).</summary>
    public TimeWeighted ControllerBusy { get; } = new();

    /// <summary>Flash operations that wait for their unit.</summary>
    public TimeWeighted WaitingForMedia => _flash.Waiting;

    /// <summary>Flash units at work; its mean over <see cref="NvmeParameters.MediaUnits"/> is the flash utilisation.</summary>
    public TimeWeighted BusyUnits => _flash.BusyUnits;

    /// <summary>Bytes in the write buffer.</summary>
    public TimeWeighted BufferedBytes => _buffer.Bytes;

    /// <summary>Bytes programmed for a byte of the host since the last reset; 1 when nothing was written.</summary>
    public double WriteAmplification => _space is { HostPrograms: > 0 } space ? 1 + ((double)space.Moves / space.HostPrograms) : 1;

    /// <summary>Where the drive stands between new and steady; a drive that writes in place stays fresh.</summary>
    public DriveAge Age => _space?.Age ?? DriveAge.Fresh;

    /// <summary>Blocks of one unit erased since the last reset.</summary>
    public long Erases => _space?.Erases ?? 0;

    /// <summary>Programs and erases that were suspended for a read since the last reset.</summary>
    public long Suspensions => _flash.Suspensions;

    /// <summary>Interrupts raised since the last reset.</summary>
    public long Interrupts { get; private set; }

    /// <summary>Time the link towards the host was occupied since the last reset.</summary>
    public SimDuration LinkToHostBusy => _toHost.BusyTimeAt(_calendar.Now);

    /// <summary>Time the link towards the device was occupied since the last reset.</summary>
    public SimDuration LinkToDeviceBusy => _toDevice.BusyTimeAt(_calendar.Now);

    /// <summary>Commands of a queue pair that are submitted and not completed; the host keeps it at or below the queue depth.</summary>
    public int Outstanding(int queuePair) => _outstanding[queuePair];

    /// <summary>The host wrote an entry into a submission queue and rang the doorbell.</summary>
    /// <param name="queuePair">0 .. <see cref="QueuePairs"/> - 1.</param>
    /// <param name="command">The entry.</param>
    /// <exception cref="SimulationFault">The queue is full, or the command has no sensible length.</exception>
    public void Submit(int queuePair, in IoCommand command)
    {
        Check.That((uint)queuePair < (uint)_outstanding.Length, "no such queue pair");
        Check.That(_outstanding[queuePair] < _parameters.QueueDepth, "the host overran a submission queue");
        Check.That(command.Operation == IoOperation.Flush ? command.Bytes == 0 : command.Bytes > 0, "a command's length is wrong");
        _outstanding[queuePair]++;
        InFlight.Add(_calendar.Now, 1);
        var id = _commands.Rent();
        _commands[id] = new Command(in command, queuePair);
        Trace?.Submitted(id, in command, queuePair, _outstanding[queuePair], _calendar.Now);
        _calendar.Schedule(_parameters.FetchLatency, new EventAction(this, (int)Step.Doorbell, id));
    }

    /// <summary>Forgets the statistics and keeps the state: the end of the warm-up.</summary>
    public void ResetStatistics(SimTime now)
    {
        (Completed, BytesRead, BytesWritten, Interrupts) = (0, 0, 0, 0);
        _space?.ResetStatistics();
        _flash.ResetStatistics(now);
        InFlight.Reset(now);
        Unfetched.Reset(now);
        ControllerBusy.Reset(now);
        BufferedBytes.Reset(now);
        _toHost.ResetStatistics(now);
        _toDevice.ResetStatistics(now);
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var id = action.Index;
        switch ((Step)action.Kind)
        {
            case Step.Doorbell:
                _queues.Enqueue(_commands[id].QueuePair, id);
                Unfetched.Add(_calendar.Now, 1);
                Trace?.Queued(id, _queues.Waiting, _calendar.Now);
                Fetch();
                break;
            case Step.LimitPassed:
                _held = false;
                Fetch();
                break;
            case Step.Processed:
                _controllerBusy = false;
                ControllerBusy.Set(_calendar.Now, 0);
                Dispatch(id);
                Fetch();
                break;
            case Step.AtFlash:
                StartAtFlash(id);
                break;
            case Step.DataArrived:
                Trace?.Waits(id);
                _buffer.Write(id, InMappingUnits(_commands[id].Entry.Bytes));
                break;
            case Step.Completed:
                Complete(id);
                break;
        }
    }

    /// <summary>One array read of a command is done; its data goes to the host, and with the last part the command.</summary>
    internal void OnPartRead(int id)
    {
        ref var command = ref _commands[id];
        var bytes = Math.Min(command.BytesLeft, _parameters.ReadUnit);
        command.BytesLeft -= bytes;
        var sent = _toHost.Send(_calendar.Now, ReadTransferTime(bytes));
        if (command.BytesLeft > 0) return;
        CompleteAt(sent + _parameters.ReadLatencyAfter, id);
    }

    internal void OnWriteBuffered(int id)
    {
        Trace?.Goes(id);
        CompleteAt(_calendar.Now, id);
    }

    internal void OnFlushed(int id) => CompleteAt(_calendar.Now + _parameters.FlushLatency, id);

    private void Fetch()
    {
        while (_queues.Waiting > 0 && !_controllerBusy && !_held && _inside < _parameters.CommandSlots)
        {
            if (!PassesLimit(_commands[_queues.Next].Entry.Bytes)) return;
            var id = _queues.Take();
            Unfetched.Add(_calendar.Now, -1);
            Trace?.Fetched(id, _queues.Waiting, _calendar.Now);
            _inside++;
            if (_parameters.CommandTime > SimDuration.Zero)
            {
                _controllerBusy = true;
                ControllerBusy.Set(_calendar.Now, 1);
                _calendar.Schedule(_parameters.CommandTime, new EventAction(this, (int)Step.Processed, id));
            }
            else
            {
                Dispatch(id);
            }
        }
    }

    private bool PassesLimit(int bytes)
    {
        var now = _calendar.Now;
        var earliest = _operations?.EarliestFor(1, now) ?? now;
        if (_bandwidth is not null)
        {
            var enoughBytes = _bandwidth.EarliestFor(bytes, now);
            if (enoughBytes > earliest) earliest = enoughBytes;
        }

        if (earliest > now)
        {
            _held = true;
            _calendar.ScheduleAt(earliest, new EventAction(this, (int)Step.LimitPassed));
            return false;
        }

        _operations?.Take(1, now);
        _bandwidth?.Take(bytes, now);
        return true;
    }

    private void Dispatch(int id)
    {
        ref readonly var entry = ref _commands[id].Entry;
        Trace?.Dispatched(id, entry.Operation, _calendar.Now);
        switch (entry.Operation)
        {
            case IoOperation.Write:
                var arrived = _toDevice.Send(_calendar.Now, TransferTime(entry.Bytes));
                _calendar.ScheduleAt(arrived + _parameters.WriteLatency, new EventAction(this, (int)Step.DataArrived, id));
                break;
            case IoOperation.Read:
                _calendar.Schedule(_parameters.ReadLatencyBefore, new EventAction(this, (int)Step.AtFlash, id));
                break;
            case IoOperation.Trim:
                _space?.Trim(entry.Bytes / (_parameters.Capacity * _parameters.Fill));
                CompleteAt(_calendar.Now, id);
                break;
            default:
                if (_parameters.PowerLossProtected) OnFlushed(id);
                else _buffer.Flush(id);
                break;
        }
    }

    // Commands of one size follow each other; packets and rates are then not worked out again.
    private SimDuration TransferTime(int bytes)
    {
        if (bytes != _lastTransfer.Bytes) _lastTransfer = (bytes, _parameters.Link.TransferTime(bytes));
        return _lastTransfer.Time;
    }

    // The controller's engine and the link take the data at the same time; the slower of them sets the pace.
    private SimDuration ReadTransferTime(int bytes)
    {
        if (bytes == _lastRead.Bytes) return _lastRead.Time;
        var time = TransferTime(bytes);
        if (_parameters.ReadBandwidth > 0 && bytes / _parameters.ReadBandwidth > time.Seconds) time = SimDuration.FromSeconds(bytes / _parameters.ReadBandwidth);
        _lastRead = (bytes, time);
        return time;
    }

    /// <summary>What a write takes in the buffer; the rest of a mapping unit that it covers in part is read first, while the write waits for nothing.</summary>
    private int InMappingUnits(int bytes)
    {
        var beyond = bytes % _parameters.MappingUnit;
        if (beyond == 0 || _space is null) return bytes;
        _flash.ReadForModify();
        return bytes - beyond + _parameters.MappingUnit;
    }

    private void StartAtFlash(int id) => _flash.Read(id, (_commands[id].Entry.Bytes + _parameters.ReadUnit - 1) / _parameters.ReadUnit);

    private void CompleteAt(SimTime time, int id) =>
        _calendar.ScheduleAt(time + _parameters.CompletionLatency, new EventAction(this, (int)Step.Completed, id));

    private void Complete(int id)
    {
        _inside--;
        Fetch();
        if (_interrupts is not null)
        {
            _interrupts.Add(id, _commands[id].QueuePair);
            return;
        }

        Interrupts++;
        Reap(id);
    }

    /// <summary>The host takes a completion and hears of it.</summary>
    internal void Reap(int id)
    {
        var command = _commands[id];
        _commands.Return(id);
        _outstanding[command.QueuePair]--;
        Trace?.Completed(id, command.QueuePair, _outstanding[command.QueuePair], _calendar.Now);
        InFlight.Add(_calendar.Now, -1);
        Completed++;
        if (command.Entry.Operation == IoOperation.Read) BytesRead += command.Entry.Bytes;
        else if (command.Entry.Operation == IoOperation.Write) BytesWritten += command.Entry.Bytes;
        _host.OnIoCompleted(command.Entry.RequestId, command.QueuePair);
    }

    internal void OnInterrupt() => Interrupts++;

    private struct Command(in IoCommand entry, int queuePair)
    {
        public readonly IoCommand Entry = entry;
        public readonly int QueuePair = queuePair;
        public int BytesLeft = entry.Bytes;
    }
}
