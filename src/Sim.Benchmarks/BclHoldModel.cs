using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;

namespace Sim.Benchmarks;

/// <summary>The hold model on the class library's priority queue: same draws, same order (time, then sequence), no cancelling.</summary>
public sealed class BclHoldModel : IEventTarget
{
    private readonly PriorityQueue<EventAction, (long Time, ulong Sequence)> _queue;
    private readonly RngStream _stream = new(1, 0, "hold");
    private long _now;
    private ulong _sequence;

    /// <summary>A queue with its events pending.</summary>
    /// <param name="pending">How many, 1 or more.</param>
    public BclHoldModel(int pending)
    {
        _queue = new PriorityQueue<EventAction, (long, ulong)>(pending, new Order());
        for (var i = 0; i < pending; i++) ScheduleNext(i);
    }

    /// <summary>Fires events.</summary>
    /// <param name="events">How many.</param>
    public void Run(int events)
    {
        for (var i = 0; i < events && _queue.TryDequeue(out var action, out var key); i++)
        {
            _now = key.Time;
            action.Target.OnEvent(in action);
        }
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action) => ScheduleNext(action.Index);

    private void ScheduleNext(int index) =>
        _queue.Enqueue(new(this, 0, index), (_now + SimDuration.FromMicroseconds(_stream.NextExponential()).Picoseconds, _sequence++));

    private sealed class Order : IComparer<(long Time, ulong Sequence)>
    {
        public int Compare((long Time, ulong Sequence) x, (long Time, ulong Sequence) y) =>
            x.Time != y.Time ? x.Time.CompareTo(y.Time) : x.Sequence.CompareTo(y.Sequence);
    }
}
