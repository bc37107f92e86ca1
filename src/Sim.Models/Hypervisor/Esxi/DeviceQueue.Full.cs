using Sim.Core.Events;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Hypervisor.Esxi;

/// <content>A device that answers QUEUE FULL or BUSY: requests that come back, and adaptive queueing. Source: network-and-storage 3.2 (VMware KB 1008113).</content>
public sealed partial class DeviceQueue : IBlockRefusals
{
    private bool _isRefused;
    private int _refusals;
    private int _good;
    private EventHandle _retry;

    /// <summary>Requests that adaptive queueing lets onto the device: halved by refusals, one more after some that went well.</summary>
    public int Depth { get; private set; }

    /// <summary>Requests that the device has refused since the last reset; one may be refused several times.</summary>
    public long Refused { get; private set; }

    /// <summary>Forgets the statistics: the end of the warm-up.</summary>
    public void ResetStatistics() => Refused = 0;

    /// <inheritdoc />
    public void OnBlockRefused(IoOperation operation, long offset, int bytes, int queue, IBlockClient client, int index)
    {
        var vm = _vms[queue];
        vm.OnDevice--;
        _onDevice.Add(_calendar.Now, -1);
        vm.Refused.Enqueue(new Waiter(operation, offset, bytes, client, index));
        _waiting++;
        Refused++;
        if (_parameters.QFullSampleSize > 0 && ++_refusals >= _parameters.QFullSampleSize)
        {
            (_refusals, _good) = (0, 0);
            Depth = Math.Max(1, Depth / 2);
        }

        // The place that comes free next is his who was refused first: VMs that may have more than there is room for would keep each other out for good.
        if (!_isRefused) _turn = queue > 0 ? queue - 1 : _vms.Count - 1;

        // The device has room again when something comes back; when nothing of this queue is there, others hold it.
        _isRefused = true;
        if (_onDevice.Level == 0 && !_calendar.IsPending(_retry)) _retry = _calendar.Schedule(_parameters.QFullRetry, new EventAction(this, (int)Step.Retry));
    }

    private void OnGood()
    {
        _isRefused = false;
        if (Depth >= _parameters.DeviceQueueDepth || ++_good < _parameters.QFullThreshold) return;
        _good = 0;
        Depth++;
    }
}
