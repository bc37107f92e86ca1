using Sim.Core.Diagnostics;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Workload;

namespace Sim.Models.Attribution;

/// <content>Where requests are, as the host's parts tell it.</content>
internal sealed partial class RequestRecorder : IRequestTrace, ITaskTrace, IDiskTrace, IVirtualNicTrace, ITransferTrace, INicTrace
{
    /// <summary>The request whose transfer this is, or null.</summary>
    public WatchedRequest? OfTransfer(int transfer) => Find(transfer, request => request.Transfer);

    /// <summary>The command of a watched request, or null.</summary>
    public DriveCommand? CommandOf(DriveRecorder drive, int id)
    {
        foreach (var request in _active)
        {
            foreach (var command in request.Commands)
            {
                if (ReferenceEquals(command.Drive, drive) && command.Id == id) return command;
            }
        }

        return null;
    }

    /// <summary>A drive has done a command.</summary>
    public void Completed(DriveRecorder drive, int id)
    {
        if (CommandOf(drive, id) is not { } command) return;
        var request = _active.Find(one => one.Commands.Contains(command))!;
        request.Commands.Remove(command);
        request.Outstanding--;
    }

    void IRequestTrace.Opened(int id, int user, SimTime now)
    {
        _opened++;
        if (_next >= _coming.Length || _coming[_next].Number != _opened) return;
        var request = new WatchedRequest(_coming[_next++], id);
        Check.That(request.Request.Issued == now, "a request came at another time in the second run of the same replication");
        _active.Add(request);
        _timelines.Add(new HostTimeline(_dispatcher, _network, _service.Vm.Id));
        if (_service.Template.RequestBytes > 0) request.Stages.Add(("arrival", 0));
    }

    void IRequestTrace.Arrived(int id, World vcpu, SimTime now)
    {
    }

    void IRequestTrace.Faulted(int id, SimTime now)
    {
        Begin(id, "page faults", now);
        Move(OfRequest(id), Place.GuestQueue);
    }

    void IRequestTrace.Began(int id, int stage, SimTime now)
    {
        Begin(id, _stageNames[stage], now);
        if (_service.Template.Stages[stage].Kind == StageKind.Cpu && OfRequest(id) is { } request) request.Place = Place.GuestQueue;
    }

    void IRequestTrace.Worked(int id, int stage, World vcpu, SimTime now)
    {
    }

    void IRequestTrace.Closed(int id, SimTime now)
    {
        if (OfRequest(id) is { } request) request.IsClosed = true;
    }

    void ITaskTrace.Given(in WorkItem task, World vcpu)
    {
        if (ReferenceEquals(task.Sink, _service)) WaitsFor(OfRequest(task.Index), vcpu, in task, SimDuration.Zero);
    }

    void IDiskTrace.Issued(int id, IoOperation operation, int bytes, IBlockClient client, int index, SimTime now)
    {
        if (ReferenceEquals(client, _service) && OfRequest(index) is { } request) request.DiskRequest = id;
    }

    void IDiskTrace.Waits(int id, World world, in WorkItem item, SimDuration kick) => WaitsFor(OfDisk(id), world, in item, kick);

    void IDiskTrace.Queued(int id) => Move(OfDisk(id), Place.HostQueue);

    void IDiskTrace.Held(int id, SimTime now) => Move(OfDisk(id), Place.HeldDisk);

    void IDiskTrace.Handed(int id, SimTime now)
    {
    }

    void IDiskTrace.Submitted(int id, IBlockClient client, int index, World thread, SimTime now)
    {
    }

    void IDiskTrace.Returned(int id, SimTime now)
    {
    }

    void IDiskTrace.Finished(int id, IBlockClient client, int index, World? thread, SimTime now) => Move(OfDisk(id), Place.HeldCompletions);

    void IDiskTrace.Done(int id, IBlockClient client, int index, World vcpu, SimTime now)
    {
        if (OfDisk(id) is { } request) request.DiskRequest = -1;
    }

    void IVirtualNicTrace.Waits(in Frame frame, World world, in WorkItem item, SimDuration kick) => WaitsFor(OfRequest(frame.RequestId), world, in item, kick);

    void IVirtualNicTrace.Held(in Frame frame) => Move(OfRequest(frame.RequestId), Place.HeldFrames);

    void IVirtualNicTrace.Sent(int requestId, World thread, SimTime now) => Move(OfRequest(requestId), Place.TransmitRing);

    void IVirtualNicTrace.Waiting(int frames, SimTime now)
    {
    }

    void ITransferTrace.Submitted(int id, IBlockClient client, int index)
    {
        var request = ReferenceEquals(client, _service) ? OfRequest(index) : ReferenceEquals(client, _disk) ? OfDisk(index) : null;
        if (request is null) return;
        request.Transfer = id;
        request.Outstanding = 0;
        request.Place = Place.Drives;
    }

    void ITransferTrace.Issued(int id, int commands)
    {
        if (OfTransfer(id) is { } request) request.Outstanding += commands;
    }

    void ITransferTrace.Arrived(int id)
    {
        if (OfTransfer(id) is not { } request) return;
        request.Transfer = -1;
        request.Place = Place.HostInterrupt;
    }

    void INicTrace.Transmit(int queue, int frames, SimTime now)
    {
    }

    void INicTrace.Receive(int queue, int frames, SimTime now)
    {
    }

    void INicTrace.Sending(in Frame frame) => Move(OfFrame(in frame), Place.Network);

    void INicTrace.Landed(in Frame frame, int queue)
    {
        if (OfFrame(in frame) is not { } request) return;
        request.Place = Place.ReceiveRing;
        request.Ring = queue;
    }

    private static void Move(WatchedRequest? request, Place place)
    {
        if (request is not null) request.Place = place;
    }

    private static void WaitsFor(WatchedRequest? request, World world, in WorkItem item, SimDuration kick)
    {
        if (request is null) return;
        request.Place = Place.World;
        request.World = world;
        request.Item = item;
        request.Kick = kick.Picoseconds;
    }

    private void Begin(int id, string stage, SimTime now) => OfRequest(id)?.Stages.Add((stage, OfRequest(id)!.Age(now)));

    private WatchedRequest? OfRequest(int slot) => Find(slot, request => request.Slot);

    private WatchedRequest? OfDisk(int id) => Find(id, request => request.DiskRequest);

    private WatchedRequest? OfFrame(in Frame frame) => FlowOwner.VmOf(frame.FlowId) == _service.Vm.Id ? OfRequest(frame.RequestId) : null;

    private WatchedRequest? Find(int id, Func<WatchedRequest, int> number)
    {
        foreach (var request in _active)
        {
            if (!request.IsClosed && number(request) == id) return request;
        }

        return null;
    }
}
