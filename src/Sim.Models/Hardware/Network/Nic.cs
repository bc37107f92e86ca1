using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Network;

/// <summary>A network port with transmit and receive queues, and its cable.</summary>
/// <remarks>
/// Models rings, round robin among transmit queues, serialisation in both directions, spreading of flows, drops and interrupt moderation.
/// Leaves out PCI Express bandwidth, pause frames, switch buffers and what interrupts and polls cost the CPU (the host's part).
/// Source: network-and-storage 4.1 and 4.2. Page: docs/models/nic.md.
/// </remarks>
public sealed class Nic : IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly NicParameters _parameters;
    private readonly EthernetFraming _framing;
    private readonly INicHost _host;
    private readonly IWireEnd _farEnd;
    private readonly RingQueue<Frame>[] _transmitRings;
    private readonly int[] _fetched;
    private readonly RingQueue<int> _line;
    private readonly RingQueue<Frame> _outbound = new();
    private readonly RingQueue<Frame> _inbound = new();
    private readonly ReceiveQueue[] _receiveQueues;
    private readonly int[] _indirection;
    private readonly FifoLink _transmitWire = new();
    private readonly FifoLink _receiveWire = new();
    private readonly SimDuration _outboundLatency;
    private readonly SimDuration _inboundLatency;
    private bool _transmitting;

    /// <summary>A port with empty rings and every receive queue armed.</summary>
    /// <param name="calendar">The replication's calendar.</param>
    /// <param name="parameters">The port and its cable.</param>
    /// <param name="name">Unique in the replication, e.g. <c>host/nic0</c>; for reports.</param>
    /// <param name="host">Who is told of interrupts and sent frames.</param>
    /// <param name="farEnd">Where sent frames arrive.</param>
    /// <exception cref="SimulationFault">The parameters lie outside their ranges.</exception>
    public Nic(EventCalendar calendar, NicParameters parameters, string name, INicHost host, IWireEnd farEnd)
    {
        Check.That(parameters.Queues > 0 && parameters.IndirectionEntries > 0 && parameters.LineRate > 0, "a port needs queues and a rate");
        Check.That(parameters.TransmitRing > 0 && parameters.ReceiveRing > 0 && parameters.ModerationFrames > 0, "a port needs rings");
        Check.That(parameters.Mtu > parameters.ProtocolHeaderBytes, "an MTU without room for payload");
        (_calendar, _parameters, _host, _farEnd, Name) = (calendar, parameters, host, farEnd, name);
        _framing = parameters.Framing;
        _outboundLatency = parameters.WireLatency + parameters.SwitchLatency;
        _inboundLatency = _outboundLatency + parameters.ReceiveDmaLatency;
        _transmitRings = new RingQueue<Frame>[parameters.Queues];
        _receiveQueues = new ReceiveQueue[parameters.Queues];
        _fetched = new int[parameters.Queues];
        _line = new RingQueue<int>(parameters.Queues);
        for (var queue = 0; queue < parameters.Queues; queue++)
        {
            _transmitRings[queue] = new RingQueue<Frame>();
            _receiveQueues[queue] = new ReceiveQueue(calendar, parameters, new EventAction(this, (int)Step.Interrupt, queue));
        }

        _indirection = new int[parameters.IndirectionEntries];
        for (var i = 0; i < _indirection.Length; i++) _indirection[i] = i % parameters.Queues;
    }

    private enum Step
    {
        Fetched,
        Sent,
        AtFarEnd,
        Received,
        Interrupt,
    }

    /// <summary>The port's name.</summary>
    public string Name { get; }

    internal INicTrace? Trace { get; set; }

    /// <summary>Pairs of transmit and receive queues.</summary>
    public int Queues => _parameters.Queues;

    /// <summary>Wire frames sent since the last reset.</summary>
    public long TransmittedFrames { get; private set; }

    /// <summary>Bytes sent since the last reset, headers of every segment included, gaps not.</summary>
    public long TransmittedBytes { get; private set; }

    /// <summary>Payload sent to the wire since the last reset, without the headers of any frame.</summary>
    public long TransmittedPayload => TransmittedBytes - (TransmittedFrames * _framing.HeaderBytes);

    /// <summary>Wire frames put into receive rings since the last reset.</summary>
    public long ReceivedFrames { get; private set; }

    /// <summary>Bytes put into receive rings since the last reset, headers of every segment included, gaps not.</summary>
    public long ReceivedBytes { get; private set; }

    /// <summary>Wire frames that found their receive ring full since the last reset.</summary>
    public long DroppedFrames { get; private set; }

    /// <summary>Transmissions refused because the ring was full since the last reset.</summary>
    public long TransmitRefusals { get; private set; }

    /// <summary>Receive interrupts since the last reset.</summary>
    public long Interrupts { get; private set; }

    /// <summary>Frames and super-frames in all transmit rings.</summary>
    public TimeWeighted TransmitQueued { get; } = new();

    /// <summary>Wire frames in all receive rings.</summary>
    public TimeWeighted ReceiveQueued { get; } = new();

    /// <summary>Time the wire towards the far end was occupied since the last reset.</summary>
    public SimDuration TransmitBusy => _transmitWire.BusyTimeAt(_calendar.Now);

    /// <summary>Time the wire towards the host was occupied since the last reset.</summary>
    public SimDuration ReceiveBusy => _receiveWire.BusyTimeAt(_calendar.Now);

    /// <summary>The receive queue of a flow.</summary>
    /// <remarks>A mixing hash of the flow's number stands for Toeplitz over the 4-tuple, which flows here do not have.</remarks>
    public int ReceiveQueueOf(int flowId)
    {
        // The 32-bit finaliser of MurmurHash3: every bit of the flow moves every bit of the hash.
        var hash = (uint)flowId;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        hash ^= hash >> 16;
        return _indirection[hash % (uint)_indirection.Length];
    }

    /// <summary>The driver puts a frame into a transmit ring and rings the doorbell.</summary>
    /// <param name="queue">0 .. <see cref="Queues"/> - 1.</param>
    /// <param name="frame">The frame; it must fit the MTU.</param>
    /// <returns>False when the ring is full: try again after <see cref="INicHost.OnTransmitted"/>.</returns>
    public bool TryTransmit(int queue, in Frame frame)
    {
        var ring = _transmitRings[queue];
        if (ring.Count >= _parameters.TransmitRing)
        {
            TransmitRefusals++;
            return false;
        }

        ring.Enqueue(in frame);
        TransmitQueued.Add(_calendar.Now, 1);
        Trace?.Transmit(queue, ring.Count, _calendar.Now);
        _calendar.Schedule(_parameters.TransmitDmaLatency, new EventAction(this, (int)Step.Fetched, queue));
        return true;
    }

    /// <summary>The far end sends a frame; it queues for the wire, crosses it and lands in the ring of its flow.</summary>
    /// <param name="frame">The frame; it must fit the MTU.</param>
    public void ArriveFromWire(in Frame frame)
    {
        var sent = _receiveWire.Send(_calendar.Now, _parameters.SerialisationTime(_framing.WireBytes(in frame)));
        _inbound.Enqueue(in frame);
        _calendar.ScheduleAt(sent + _inboundLatency, new EventAction(this, (int)Step.Received));
    }

    /// <summary>The driver takes received frames, in order of arrival, as a NAPI poll does.</summary>
    /// <param name="queue">0 .. <see cref="Queues"/> - 1.</param>
    /// <param name="batch">Where they go; the caller's.</param>
    /// <param name="budget">Wire frames to take, 1 or more; the last super-frame may overshoot it.</param>
    /// <returns>Entries of <paramref name="batch"/> that were filled.</returns>
    public int Poll(int queue, Span<Frame> batch, int budget)
    {
        Check.That(budget > 0 && batch.Length > 0, "a poll without a budget");
        var receive = _receiveQueues[queue];
        var before = receive.Used;
        var count = 0;
        while (count < batch.Length && before - receive.Used < budget && receive.TryTake(out var frame)) batch[count++] = frame;
        ReceiveQueued.Add(_calendar.Now, receive.Used - before);
        Trace?.Receive(queue, receive.Used, _calendar.Now);
        return count;
    }

    /// <summary>Wire frames that wait in a receive ring.</summary>
    public int ReceivePending(int queue) => _receiveQueues[queue].Used;

    /// <summary>The driver lets a receive queue interrupt again; frames that wait count as if they came now.</summary>
    public void Rearm(int queue) => _receiveQueues[queue].Arm();

    /// <summary>Forgets the statistics and keeps the state: the end of the warm-up.</summary>
    public void ResetStatistics(SimTime now)
    {
        (TransmittedFrames, TransmittedBytes, ReceivedFrames, ReceivedBytes) = (0, 0, 0, 0);
        (DroppedFrames, TransmitRefusals, Interrupts) = (0, 0, 0);
        TransmitQueued.Reset(now);
        ReceiveQueued.Reset(now);
        _transmitWire.ResetStatistics(now);
        _receiveWire.ResetStatistics(now);
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        switch ((Step)action.Kind)
        {
            case Step.Fetched:
                if (_fetched[action.Index]++ == 0) _line.Enqueue(action.Index);
                SendNext();
                break;
            case Step.Sent:
                FinishSending(action.Index);
                break;
            case Step.AtFarEnd:
                _outbound.TryDequeue(out var outbound);
                _farEnd.OnFrameArrived(in outbound);
                break;
            case Step.Received:
                Receive();
                break;
            case Step.Interrupt:
                _receiveQueues[action.Index].Mask();
                Interrupts++;
                _host.OnReceiveInterrupt(action.Index);
                break;
        }
    }

    private void SendNext()
    {
        if (_transmitting || !_line.TryDequeue(out var queue)) return;
        _transmitting = true;
        Trace?.Sending(in _transmitRings[queue].Peek());
        var sent = _transmitWire.Send(
            _calendar.Now, _parameters.SerialisationTime(_framing.WireBytes(in _transmitRings[queue].Peek())));
        _calendar.ScheduleAt(sent, new EventAction(this, (int)Step.Sent, queue));
    }

    private void FinishSending(int queue)
    {
        _transmitting = false;
        _transmitRings[queue].TryDequeue(out var frame);
        TransmitQueued.Add(_calendar.Now, -1);
        Trace?.Transmit(queue, _transmitRings[queue].Count, _calendar.Now);
        TransmittedFrames += frame.Segments;
        TransmittedBytes += FrameBytes(in frame);
        if (--_fetched[queue] > 0) _line.Enqueue(queue);
        _outbound.Enqueue(in frame);
        _calendar.Schedule(_outboundLatency, new EventAction(this, (int)Step.AtFarEnd));
        SendNext();
        _host.OnTransmitted(in frame, queue);
    }

    private void Receive()
    {
        _inbound.TryDequeue(out var frame);
        var queue = ReceiveQueueOf(frame.FlowId);
        if (!_receiveQueues[queue].TryAdd(in frame))
        {
            DroppedFrames += frame.Segments;
            return;
        }

        ReceivedFrames += frame.Segments;
        ReceivedBytes += FrameBytes(in frame);
        ReceiveQueued.Add(_calendar.Now, frame.Segments);
        Trace?.Receive(queue, _receiveQueues[queue].Used, _calendar.Now);
        Trace?.Landed(in frame, queue);
    }

    private long FrameBytes(in Frame frame) => _framing.WireBytes(in frame) - ((long)frame.Segments * EthernetFraming.GapBytes);
}
