using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Models.Hypervisor.Guest;

namespace Sim.Models.Hypervisor.Io;

/// <summary>A VM's NIC: guest stack, kick, one backend thread on the host, receive interrupt.</summary>
/// <remarks>
/// Models the kick and its suppression while the backend is awake, copying by the backend as a world that competes for pCPUs, and receive
/// interrupts that are spaced out while the vCPU runs but come at once when it is halted. KVM (vhost-net) and ESXi (vmxnet3 net world)
/// differ by their <see cref="NetPathParameters"/>. Leaves out several queues a vNIC and acknowledgements.
/// Source: network-and-storage 5.1, 6, 8A. Page: docs/models/network-path.md.
/// </remarks>
public sealed class VirtualNic : IWorkSink, IWorkSource, IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly CpuDispatcher _dispatcher;
    private readonly VirtualMachine _vm;
    private readonly HostNetwork _network;
    private readonly NetPathParameters _path;
    private readonly GuestCosts _guest;
    private readonly IMessageClient _client;
    private readonly World _thread;
    private readonly Slab<Frame> _frames = new(64);
    private readonly RingQueue<int> _received = new(64);
    private SimTime _lastInterrupt = new(-SimDuration.PerSecond);
    private EventHandle _interruptTimer;
    private bool _interruptPending;

    /// <summary>An idle NIC.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host's pCPUs.</param>
    /// <param name="vm">The VM it belongs to.</param>
    /// <param name="network">The host side.</param>
    /// <param name="path">The software path.</param>
    /// <param name="guest">Costs inside the guest.</param>
    /// <param name="client">Who receives messages in the guest.</param>
    public VirtualNic(
        EventCalendar calendar, CpuDispatcher dispatcher, VirtualMachine vm, HostNetwork network, NetPathParameters path, GuestCosts guest,
        IMessageClient client)
    {
        (_calendar, _dispatcher, _vm, _network, _path, _guest, _client) = (calendar, dispatcher, vm, network, path, guest, client);
        _thread = dispatcher.AddWorld($"{vm.Name}/nic0", WorldKind.Network, vm.Id, source: null, PollPolicy.Off);
        _thread.StartNode = vm.Vcpus[0].StartNode;
        _thread.HomeNode = vm.Vcpus[0].HomeNode;
        vm.HeldInterrupts = this;
    }

    private enum Stage
    {
        GuestSend,
        BackendSend,
        BackendReceive,
        GuestInterrupt,
        GuestReceive,
    }

    /// <summary>The host thread that serves it.</summary>
    public World Thread => _thread;

    internal IVirtualNicTrace? Trace { get; set; }

    /// <summary>Whether a piece of this NIC's work is the injection and handling of its interrupt.</summary>
    internal static bool IsInterrupt(in WorkItem item) => item.Kind == (int)Stage.GuestInterrupt;

    /// <summary>The guest sends a message from a vCPU.</summary>
    /// <param name="frame">The message, possibly a segmentation-offload frame.</param>
    /// <param name="vcpu">Index of the vCPU.</param>
    public void Send(in Frame frame, int vcpu)
    {
        var kick = SimDuration.Zero;
        if (_thread.State == WorldState.Blocked)
        {
            kick = _path.Kick;
            _vm.Exits.Add(ExitReason.Doorbell);
        }

        var work = _guest.NetworkSend + GuestCopy(frame.Bytes) + kick;
        var item = new WorkItem(work.Picoseconds, this, (int)Stage.GuestSend, Keep(in frame));
        Trace?.Waits(in frame, _vm.Vcpus[vcpu], in item, kick);
        _dispatcher.Submit(_vm.Vcpus[vcpu], in item, urgent: true);
    }

    /// <summary>The host switched a frame to this NIC.</summary>
    /// <param name="frame">The frame.</param>
    public void Deliver(in Frame frame) => HandToThread(Stage.BackendReceive, Keep(in frame));

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        switch ((Stage)item.Kind)
        {
            case Stage.GuestSend:
                HandToThread(Stage.BackendSend, item.Index);
                break;
            case Stage.BackendSend:
                var frame = _frames[item.Index];
                _frames.Return(item.Index);
                Trace?.Sent(frame.RequestId, world, _calendar.Now);
                _network.Transmit(in frame);
                break;
            case Stage.BackendReceive:
                _received.Enqueue(item.Index);
                Trace?.Waiting(_received.Count, _calendar.Now);
                Trace?.Held(in _frames[item.Index]);
                RequestInterrupt();
                break;
            case Stage.GuestInterrupt:
                OnInterrupt();
                break;
            case Stage.GuestReceive:
                var message = _frames[item.Index];
                _frames.Return(item.Index);
                _client.OnMessage(message.RequestId, InterruptVcpu);
                break;
        }
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action) => RaiseInterrupt();

    /// <inheritdoc />
    /// <remarks>Held-back frames are handed over when their vCPU is about to halt.</remarks>
    public bool TryTake(World world, out WorkItem item)
    {
        item = default;
        if (!ReferenceEquals(world, _vm.Vcpus[InterruptVcpu]) || !_calendar.Cancel(_interruptTimer)) return false;
        item = NextInterrupt();
        return true;
    }

    /// <summary>The vCPU that handles this NIC's interrupts.</summary>
    private int InterruptVcpu => _vm.Vcpus.Length - 1;

    /// <summary>The interrupt that frames held for the guest wait for, when it is on its way; its work item is the only one of its kind.</summary>
    internal int? PendingInterrupt => _interruptPending ? (int)Stage.GuestInterrupt : null;

    /// <summary>The vCPU that takes it.</summary>
    internal World InterruptWorld => _vm.Vcpus[InterruptVcpu];

    private void HandToThread(Stage stage, int index)
    {
        ref var frame = ref _frames[index];
        var work = _path.BackendFrame.Picoseconds + (_path.BackendPerKiB.Picoseconds * frame.Bytes / 1024);
        var item = new WorkItem(work, this, (int)stage, index);
        Trace?.Waits(in frame, _thread, in item, SimDuration.Zero);
        _dispatcher.Submit(_thread, in item);
    }

    private int Keep(in Frame frame)
    {
        var id = _frames.Rent();
        _frames[id] = frame;
        return id;
    }

    private void RequestInterrupt()
    {
        if (_interruptPending || _calendar.IsPending(_interruptTimer)) return;
        var earliest = _lastInterrupt + _path.InterruptSpacing;
        if (earliest <= _calendar.Now || _dispatcher.IsHalted(_vm.Vcpus[InterruptVcpu])) RaiseInterrupt();
        else _interruptTimer = _calendar.ScheduleAt(earliest, new EventAction(this, 0));
    }

    private void RaiseInterrupt() => _vm.Interrupt(InterruptVcpu, NextInterrupt());

    private WorkItem NextInterrupt()
    {
        _interruptPending = true;
        _lastInterrupt = _calendar.Now;
        return new WorkItem(_vm.InterruptWork(_guest.Interrupt, InterruptVcpu), this, (int)Stage.GuestInterrupt);
    }

    private void OnInterrupt()
    {
        _interruptPending = false;
        Trace?.Waiting(0, _calendar.Now);
        while (_received.TryDequeue(out var id))
        {
            var work = _guest.NetworkReceive + GuestCopy(_frames[id].Bytes);
            var item = new WorkItem(work.Picoseconds, this, (int)Stage.GuestReceive, id);
            Trace?.Waits(in _frames[id], InterruptWorld, in item, SimDuration.Zero);
            _vm.Interrupt(InterruptVcpu, in item);
        }
    }

    private SimDuration GuestCopy(int bytes) => new(_guest.NetworkPerKiB.Picoseconds * bytes / 1024);
}
