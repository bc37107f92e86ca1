using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;

namespace Sim.Models.Hypervisor.Io;

/// <content>A controller's processor, queue and cache, and the rebuild of a replaced drive.</content>
public sealed partial class StorageArray
{
    private readonly FifoLink _controller = new();
    private readonly RingQueue<int> _beforeController = new();
    private readonly RingQueue<int> _beforeCache = new();
    private int _inController;
    private long _cached;
    private long _rebuildRow;
    private SimTime _rebuildBegan;

    /// <summary>Bytes of the controller's cache that wait to be written to the drives.</summary>
    public long CachedBytes => _cached;

    /// <summary>Bytes rebuilt on replaced drives since the beginning.</summary>
    public long RebuiltBytes { get; private set; }

    private SimDuration RebuildGap => SimDuration.FromSeconds(_raid.Stripe / _raid.RebuildRate);

    private void EnterController(int id)
    {
        if (_inController >= _raid.QueueDepth)
        {
            _beforeController.Enqueue(id);
            return;
        }

        _inController++;
        _calendar.ScheduleAt(_controller.Send(_calendar.Now, _raid.ControllerTime), new EventAction(this, (int)Step.Controller, id));
    }

    /// <inheritdoc />
    public void Submit(IoOperation operation, long offset, int bytes, int queue, IBlockClient client, int index, IBlockRefusals refusals)
    {
        if (!RefusesWhenFull || !IsFull)
        {
            Submit(operation, offset, bytes, queue, client, index);
            return;
        }

        // A controller's processor looks at it to say no; whoever follows the request sees it wait on its way to the drives.
        var id = Rent(operation, offset, bytes, queue);
        (_transfers[id].Client, _transfers[id].Index, _transfers[id].Refusals) = (client, index, refusals);
        var answered = HasController ? _controller.Send(_calendar.Now, _raid.ControllerTime) : _calendar.Now;
        _calendar.ScheduleAt(answered + _interrupt, new EventAction(this, (int)Step.Refused, id));
    }

    private bool IsFull => HasController
        ? _inController >= _raid.QueueDepth
        : _held[0].Count > 0 || _drives[0].Pending >= _drives[0].QueuePairs * _drives[0].QueueDepth;

    private void GiveBack(int id)
    {
        var transfer = _transfers[id];
        _transfers.Return(id);
        transfer.Refusals!.OnBlockRefused(transfer.Operation, transfer.Offset, transfer.Bytes, transfer.Queue, transfer.Client!, transfer.Index);
    }

    private void LeaveController()
    {
        _inController--;
        if (_beforeController.TryDequeue(out var next)) EnterController(next);
    }

    private void OnController(int id)
    {
        if (_raid.Cache == 0 || _transfers[id].Operation == IoOperation.Read)
        {
            Begin(id);
        }
        else if (_transfers[id].Operation == IoOperation.Write)
        {
            _beforeCache.Enqueue(id);
            FillCache();
        }
        else
        {
            // The cache survives a loss of power, so that a flush has nothing to do.
            Acknowledge(id);
        }
    }

    private void Acknowledge(int id)
    {
        LeaveController();
        Tell(id, _raid.CacheLatency);
    }

    /// <summary>Writes are acknowledged in order while there is room, and go to the drives at once.</summary>
    private void FillCache()
    {
        while (_beforeCache.Count > 0 && (_cached == 0 || _cached + _transfers[_beforeCache.Peek()].Bytes <= _raid.Cache))
        {
            _beforeCache.TryDequeue(out var id);
            var transfer = _transfers[id];
            _cached += transfer.Bytes;
            var back = Rent(IoOperation.Write, transfer.Offset, transfer.Bytes, transfer.Queue);
            Acknowledge(id);
            Begin(back);
        }
    }

    private void OnWrittenBack(int id)
    {
        _cached -= _transfers[id].Bytes;
        _transfers.Return(id);
        FillCache();
    }

    /// <summary>One chunk after the other, not before its time by the rate, nor before the last one is done.</summary>
    private void StartRebuild()
    {
        _rebuildBegan = _calendar.Now;
        var id = Rent(IoOperation.Read, _rebuildRow * _raid.Stripe, _raid.Stripe, queue: 0);
        _transfers[id].Phase = Phase.Rebuilding;
        _layout.PlanRebuild(_rebuildRow, drive: 0);
        _transfers[id].ParityBytes = _layout.ParityBytes;
        _rebuildRow = _rebuildRow + 1 < _layout.Rows ? _rebuildRow + 1 : 0;
        Issue(id, IoOperation.Read);
    }

    private void OnRebuildPhase(int id, ref Transfer transfer)
    {
        if (transfer.Writes)
        {
            RebuiltBytes += transfer.Bytes;
            _transfers.Return(id);
            var next = _rebuildBegan + RebuildGap;
            _calendar.ScheduleAt(next > _calendar.Now ? next : _calendar.Now, new EventAction(this, (int)Step.Rebuild));
        }
        else if (transfer.ParityBytes > 0)
        {
            ComputeParity(id);
        }
        else
        {
            WriteRebuilt(id, ref transfer);
        }
    }

    private void WriteRebuilt(int id, ref Transfer transfer)
    {
        (transfer.Writes, transfer.Pending, transfer.AtDrives) = (true, 1, 1);
        Send(drive: 0, transfer.Queue, new IoCommand(id, IoOperation.Write, transfer.Bytes, transfer.Offset));
    }
}
