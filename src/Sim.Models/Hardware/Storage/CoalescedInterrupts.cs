using Sim.Core.Collections;
using Sim.Core.Events;

namespace Sim.Models.Hardware.Storage;

/// <summary>Completion queues whose interrupts wait for company: for so many completions, or for the oldest to have waited so long.</summary>
/// <remarks>Source: NVM Express Base Specification 2.0, feature Interrupt Coalescing (one vector a queue). Page: docs/models/nvme.md.</remarks>
internal sealed class CoalescedInterrupts : IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly NvmeParameters _parameters;
    private readonly NvmeDevice _controller;
    private readonly RingQueue<int>[] _posted;
    private readonly EventHandle[] _timers;

    public CoalescedInterrupts(EventCalendar calendar, NvmeParameters parameters, NvmeDevice controller)
    {
        (_calendar, _parameters, _controller) = (calendar, parameters, controller);
        _timers = new EventHandle[parameters.QueuePairs];
        _posted = new RingQueue<int>[parameters.QueuePairs];
        for (var i = 0; i < _posted.Length; i++) _posted[i] = new RingQueue<int>();
    }

    /// <summary>A completion entry is in host memory.</summary>
    public void Add(int command, int queuePair)
    {
        _posted[queuePair].Enqueue(command);
        if (_posted[queuePair].Count >= _parameters.CoalesceThreshold)
        {
            _calendar.Cancel(_timers[queuePair]);
            Raise(queuePair);
        }
        else if (_posted[queuePair].Count == 1)
        {
            _timers[queuePair] = _calendar.Schedule(_parameters.CoalesceTime, new EventAction(this, Kind: 0, queuePair));
        }
    }

    public void OnEvent(in EventAction action) => Raise(action.Index);

    private void Raise(int queuePair)
    {
        _controller.OnInterrupt();
        // What completes while the host reaps belongs to the next interrupt.
        for (var left = _posted[queuePair].Count; left > 0; left--)
        {
            _posted[queuePair].TryDequeue(out var command);
            _controller.Reap(command);
        }
    }
}
