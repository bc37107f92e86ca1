using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Network;

/// <summary>One receive ring with its interrupt moderation.</summary>
/// <remarks>Source: network-and-storage 4.2: a full ring drops, an interrupt waits for time or frames since the last. Page: docs/models/nic.md.</remarks>
internal sealed class ReceiveQueue(EventCalendar calendar, NicParameters parameters, EventAction interrupt)
{
    private readonly RingQueue<Frame> _ring = new();
    private EventHandle _timer;
    private SimTime _lastInterrupt = SimTime.Zero - parameters.ModerationTime;
    private int _unannounced;

    /// <summary>Wire frames in the ring.</summary>
    public int Used { get; private set; }

    public bool IsMasked { get; private set; }

    /// <returns>Whether the ring had room.</returns>
    public bool TryAdd(in Frame frame)
    {
        if (Used + frame.Segments > parameters.ReceiveRing) return false;
        _ring.Enqueue(in frame);
        Used += frame.Segments;
        if (!IsMasked) Announce(frame.Segments);
        return true;
    }

    public bool TryTake(out Frame frame)
    {
        if (!_ring.TryDequeue(out frame)) return false;
        Used -= frame.Segments;
        return true;
    }

    /// <summary>The interrupt fires: nothing more is announced until the queue is armed again.</summary>
    public void Mask()
    {
        IsMasked = true;
        _lastInterrupt = calendar.Now;
        _unannounced = 0;
        _timer = EventHandle.None;
    }

    public void Arm()
    {
        if (!IsMasked) return;
        IsMasked = false;
        if (Used > 0) Announce(Used);
    }

    private void Announce(int segments)
    {
        _unannounced += segments;
        var waits = calendar.IsPending(_timer);
        if (_unannounced < parameters.ModerationFrames)
        {
            if (!waits) _timer = calendar.ScheduleAt(Due(), in interrupt);
            return;
        }

        // The threshold is an event of its own at this instant: the caller finishes before the host hears of it.
        if (waits) calendar.Cancel(_timer);
        _timer = calendar.Schedule(SimDuration.Zero, in interrupt);
    }

    private SimTime Due()
    {
        var from = parameters.Moderation == InterruptModeration.SinceFirstFrame ? calendar.Now : _lastInterrupt;
        var due = from + parameters.ModerationTime;
        return due > calendar.Now ? due : calendar.Now;
    }
}
