using System.Globalization;
using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>The drives of a host as one block device: striped, each write kept in as many copies as asked for.</summary>
/// <remarks>
/// Models reads on one copy and writes that wait for every copy, one submission queue per storage thread, and the host's interrupt handling
/// before the thread is told. Leaves out rebuild, parity levels and the array's own lock. Source: network-and-storage reference 3.5 (md
/// raid10 near-2 allows odd member counts). Page: docs/models/storage-path.md.
/// </remarks>
public sealed class StorageArray : IIoCompletionSink, IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly NvmeDevice[] _drives;
    private readonly RngStream _placement;
    private readonly int _copies;
    private readonly SimDuration _interrupt;
    private readonly int _queueDepth;
    private readonly Slab<Transfer> _transfers = new(1024);

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
        for (var i = 0; i < drives; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"host/nvme{i}");
            _drives[i] = new NvmeDevice(calendar, parameters, streams, name, this);
        }
    }

    /// <summary>The drives.</summary>
    public IReadOnlyList<NvmeDevice> Drives => _drives;

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
        for (var copy = 0; copy < copies; copy++)
        {
            var drive = _drives[(first + copy) % _drives.Length];
            drive.Submit(FreePair(drive, queue), new IoCommand(id, operation, bytes));
        }
    }

    /// <summary>The thread's own queue pair, or the next one with room when many threads share pairs.</summary>
    private int FreePair(NvmeDevice drive, int queue)
    {
        for (var i = 0; i < drive.QueuePairs; i++)
        {
            var pair = (queue + i) % drive.QueuePairs;
            if (drive.Outstanding(pair) < _queueDepth) return pair;
        }

        throw new SimulationFault("every queue pair of a drive is full");
    }

    /// <inheritdoc />
    public void OnIoCompleted(int requestId, int queuePair)
    {
        if (--_transfers[requestId].Pending > 0) return;
        _calendar.Schedule(_interrupt, new EventAction(this, 0, requestId));
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var transfer = _transfers[action.Index];
        _transfers.Return(action.Index);
        transfer.Client.OnBlockDone(transfer.Index);
    }

    private struct Transfer
    {
        public IBlockClient Client;
        public int Index;
        public int Pending;
    }
}
