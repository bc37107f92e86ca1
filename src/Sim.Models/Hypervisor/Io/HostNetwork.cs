using System.Globalization;
using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Models.Hardware.Network;

namespace Sim.Models.Hypervisor.Io;

/// <summary>The host's side of the network: receive processing per NIC queue, switching to VMs, transmit.</summary>
/// <remarks>
/// Models one receive world per NIC queue that polls in batches and re-arms the interrupt when the queue is empty, switching by VM, and
/// frames that wait while the transmit ring is full. Leaves out VM-to-VM switching inside the host and several ports.
/// Source: network-and-storage 4.2, 5.1, 6. Page: docs/models/network-path.md.
/// </remarks>
public sealed class HostNetwork : INicHost, IWorkSink
{
    private const int PollBudget = 64;

    private readonly CpuDispatcher _dispatcher;
    private readonly NetPathParameters _path;
    private readonly World[] _receivers;
    private readonly RingQueue<Frame>[] _waiting;
    private readonly Frame[] _batch = new Frame[PollBudget];
    private readonly List<VirtualNic> _ports = [];

    /// <summary>The host side of one NIC.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host's pCPUs.</param>
    /// <param name="nic">The NIC's parameters.</param>
    /// <param name="path">The software path.</param>
    /// <param name="farEnd">Who receives what VMs send.</param>
    public HostNetwork(EventCalendar calendar, CpuDispatcher dispatcher, NicParameters nic, NetPathParameters path, IWireEnd farEnd)
    {
        (_dispatcher, _path) = (dispatcher, path);
        Nic = new Nic(calendar, nic, "host/nic0", this, farEnd);
        _receivers = new World[nic.Queues];
        _waiting = new RingQueue<Frame>[nic.Queues];
        for (var queue = 0; queue < nic.Queues; queue++)
        {
            _receivers[queue] = dispatcher.AddWorld(string.Create(CultureInfo.InvariantCulture, $"host/rx{queue}"), WorldKind.HostInterrupt, vmId: -1, source: null, PollPolicy.Off);
            _receivers[queue].StartNode = queue % dispatcher.Topology.Nodes;
            _waiting[queue] = new RingQueue<Frame>();
        }
    }

    private enum Stage
    {
        Poll,
        Switch,
    }

    /// <summary>The physical NIC.</summary>
    public Nic Nic { get; }

    /// <summary>The world that receives a NIC queue's frames.</summary>
    internal World Receiver(int queue) => _receivers[queue];

    /// <summary>Connects a VM; its number must be the next.</summary>
    /// <param name="vmId">The VM.</param>
    /// <param name="port">Its NIC.</param>
    public void Connect(int vmId, VirtualNic port)
    {
        Check.That(vmId == _ports.Count, "VMs connect in order");
        _ports.Add(port);
    }

    /// <summary>Sends a frame; it waits when the transmit ring is full.</summary>
    /// <param name="frame">The frame.</param>
    public void Transmit(in Frame frame)
    {
        var queue = frame.FlowId % _waiting.Length;
        if (_waiting[queue].Count > 0 || !Nic.TryTransmit(queue, in frame)) _waiting[queue].Enqueue(in frame);
    }

    /// <inheritdoc />
    public void OnTransmitted(in Frame frame, int queue)
    {
        while (_waiting[queue].Count > 0 && Nic.TryTransmit(queue, in _waiting[queue].Peek())) _waiting[queue].TryDequeue(out _);
    }

    /// <inheritdoc />
    public void OnReceiveInterrupt(int queue)
    {
        _dispatcher.Interrupt(_receivers[queue]);
        _dispatcher.Submit(_receivers[queue], new WorkItem(_path.ReceivePoll.Picoseconds, this, (int)Stage.Poll, queue), urgent: true);
    }

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        var queue = item.Index;
        var count = Nic.Poll(queue, _batch, PollBudget);
        for (var i = 0; i < count; i++) _ports[FlowOwner.VmOf(_batch[i].FlowId)].Deliver(in _batch[i]);
        if (count == 0)
        {
            Nic.Rearm(queue);
            return;
        }

        // The frames just handed on are paid for before the next look at the ring.
        var work = (_path.ReceiveFrame * (long)count) + _path.ReceivePoll;
        _dispatcher.Submit(world, new WorkItem(work.Picoseconds, this, (int)Stage.Switch, queue));
    }
}
