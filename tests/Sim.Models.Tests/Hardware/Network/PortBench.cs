using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;

namespace Sim.Models.Tests.Hardware.Network;

/// <summary>One port between a host and a far end that write down what reaches them. The host takes frames only when told to.</summary>
internal sealed class PortBench : INicHost, IWireEnd, IEventTarget
{
    private readonly Frame[] _batch = new Frame[64];
    private Frame _scheduled;

    public PortBench(NicParameters parameters) => Nic = new Nic(Calendar, parameters, "host/nic0", this, this);

    public EventCalendar Calendar { get; } = new();

    public Nic Nic { get; }

    public List<(SimTime Time, int Queue)> Interrupts { get; } = [];

    public List<(SimTime Time, Frame Frame)> Arrived { get; } = [];

    public List<(SimTime Time, int Queue, Frame Frame)> Sent { get; } = [];

    public List<Frame> Taken { get; } = [];

    /// <summary>Poll to empty and arm again in the interrupt, as an infinitely fast host would.</summary>
    public bool PollsAtOnce { get; init; }

    /// <summary>Nothing is written down: for runs that must not allocate.</summary>
    public bool Silent { get; init; }

    public void ArriveAt(SimTime time, in Frame frame)
    {
        Calendar.RunUntil(time);
        Nic.ArriveFromWire(in frame);
    }

    /// <summary>Gives what is under way ten seconds.</summary>
    public void Drain() => Calendar.RunUntil(Calendar.Now + SimDuration.FromSeconds(10));

    public void Repeat(in Frame frame, SimDuration gap)
    {
        _scheduled = frame;
        Calendar.Schedule(gap, new EventAction(this, 0, 0, gap.Picoseconds));
    }

    public void OnEvent(in EventAction action)
    {
        Nic.ArriveFromWire(in _scheduled);
        Nic.TryTransmit(0, in _scheduled);
        Calendar.Schedule(new SimDuration(action.Arg), in action);
    }

    public void OnTransmitted(in Frame frame, int queue)
    {
        if (!Silent) Sent.Add((Calendar.Now, queue, frame));
    }

    public void OnReceiveInterrupt(int queue)
    {
        if (!Silent) Interrupts.Add((Calendar.Now, queue));
        if (!PollsAtOnce) return;
        int count;
        while ((count = Nic.Poll(queue, _batch, 64)) > 0)
        {
            if (!Silent) Taken.AddRange(_batch.AsSpan(0, count));
        }

        Nic.Rearm(queue);
    }

    public void OnFrameArrived(in Frame frame)
    {
        if (!Silent) Arrived.Add((Calendar.Now, frame));
    }
}
