using System.Globalization;
using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>The drives of a host as one block device: striped, each write kept in as many copies as asked for.</summary>
/// <remarks>
/// Models reads on one copy and writes that wait for every copy, one submission queue per storage thread, requests that wait when all are full,
/// and the host's interrupt handling before the thread is told. Leaves out rebuild, parity levels and the array's own lock. Source: network-and-storage reference 3.5 (md
/// raid10 near-2 allows odd member counts). Page: docs/models/storage-path.md.
/// </remarks>
public sealed class StorageArray : IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly NvmeDevice[] _drives;
    private readonly RngStream _placement;
    private readonly int _copies;
    private readonly SimDuration _interrupt;
    private readonly int _queueDepth;
    private readonly Slab<Transfer> _transfers = new(1024);
    private readonly RingQueue<Held>[] _held;

    /// <summary>An idle array.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="parameters">The drives, all alike.</param>
    /// <param name="drives">How many, 1 or more.</param>
    /// <param name="copies">Copies kept of each block, 1 to <paramref name="drives"/>.</param>
    /// <param name="interrupt">Host interrupt handling before the storage thread is told.</param>
    /// <param name="streams">Sources of chance.</param>
    public StorageArray(EventCalendar calendar, NvmeParameters parameters, int drives, int copies, SimDuration interrupt, RngStreams streams)
    {
        (_calendar, _copies, _interrupt, _queueDepth) = (calendar, copies, interrupt, parameters.QueueDepth);
        _placement = streams.Get("host/array/placement");
        _drives = new NvmeDevice[drives];
        _held = new RingQueue<Held>[drives];
        for (var i = 0; i < drives; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"host/nvme{i}");
            _held[i] = new RingQueue<Held>();
            _drives[i] = new NvmeDevice(calendar, parameters, streams, name, new DriveEnd(this, i));
        }
    }

    /// <summary>The drives.</summary>
    public IReadOnlyList<NvmeDevice> Drives => _drives;

    internal ITransferTrace? Trace { get; set; }

    /// <summary>Reads or writes; the client is told when all of it is done.</summary>
    /// <param name="operation">Read, write or flush.</param>
    /// <param name="bytes">Size, above 0.</param>
    /// <param name="queue">Number of the submitting storage thread; threads share queue pairs when there are more of them.</param>
    /// <param name="client">Who is told.</param>
    /// <param name="index">The client's own number for the request.</param>
    public void Submit(IoOperation operation, int bytes, int queue, IBlockClient client, int index)
    {
        var id = _transfers.Rent();
        var first = _drives.Length == 1 ? 0 : _placement.NextIndex(_drives.Length);
        var copies = operation == IoOperation.Read ? 1 : _copies;
        ref var transfer = ref _transfers[id];
        transfer.Client = client;
        transfer.Index = index;
        transfer.Pending = copies;
        Trace?.Submitted(id, client, index, copies);
        for (var copy = 0; copy < copies; copy++)
        {
            var drive = first + copy;
            if (drive >= _drives.Length) drive -= _drives.Length;
            var command = new IoCommand(id, operation, bytes);
            if (_held[drive].Count > 0 || !TrySubmit(drive, queue, in command)) _held[drive].Enqueue(new Held(command, queue));
        }
    }

    /// <summary>Uses the thread's own queue pair, or the next one with room when many threads share pairs.</summary>
    private bool TrySubmit(int index, int queue, in IoCommand command)
    {
        var drive = _drives[index];
        var pair = queue % drive.QueuePairs;
        for (var i = 0; i < drive.QueuePairs; i++, pair = pair + 1 < drive.QueuePairs ? pair + 1 : 0)
        {
            if (drive.Outstanding(pair) >= _queueDepth) continue;
            drive.Submit(pair, in command);
            return true;
        }

        return false;
    }

    private void OnDriveCompleted(int index, int id)
    {
        while (_held[index].Count > 0)
        {
            var next = _held[index].Peek();
            if (!TrySubmit(index, next.Queue, next.Command)) break;
            _held[index].TryDequeue(out _);
        }

        if (--_transfers[id].Pending > 0) return;
        Trace?.Arrived(id);
        _calendar.Schedule(_interrupt, new EventAction(this, 0, id));
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var transfer = _transfers[action.Index];
        _transfers.Return(action.Index);
        transfer.Client.OnBlockDone(transfer.Index);
    }

    private sealed class DriveEnd(StorageArray array, int drive) : IIoCompletionSink
    {
        public void OnIoCompleted(int requestId, int queuePair) => array.OnDriveCompleted(drive, requestId);
    }

    private readonly record struct Held(IoCommand Command, int Queue);

    private struct Transfer
    {
        public IBlockClient Client;
        public int Index;
        public int Pending;
    }
}
