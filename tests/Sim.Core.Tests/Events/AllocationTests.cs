using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Core.Tests.Events;

/// <summary>Nothing is allocated per event once the arrays have grown: one million events of everything the engine offers.</summary>
public sealed class AllocationTests
{
    private const int Events = 1_000_000;

    [Fact]
    public void A_million_events_with_cancels_queues_slabs_and_statistics_allocate_nothing()
    {
        var churn = new Churn();
        churn.Run(Events / 10);                                   // grow and compile

        var before = GC.GetAllocatedBytesForCurrentThread();
        churn.Run(Events);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.True(churn.Cancelled > Events / 2, "the run must cancel as it goes");
    }

    /// <summary>Each event schedules its successor and a timeout that the successor cancels, as a request with a deadline does.</summary>
    private sealed class Churn : IEventTarget
    {
        private readonly EventCalendar _calendar = new(capacity: 16);
        private readonly RngStream _stream = new(1, 0, "churn");
        private readonly Distribution[] _laws =
        [
            new Exponential(100), new Erlang(3, 100), new HyperExponential(100, 3), new LogNormal(100, 1), new Uniform(0, 200), new Constant(100),
        ];

        private readonly RingQueue<int> _queue = new();
        private readonly Slab<long> _slab = new(capacity: 4);
        private readonly Tally _tally = new();
        private readonly TimeWeighted _level = new();
        private readonly LatencyHistogram _histogram = new();
        private readonly EventHandle[] _timeouts = new EventHandle[2_000];
        private long _stopAt;

        public Churn()
        {
            _histogram.Add(SimDuration.FromSeconds(1));            // grows to its largest bucket here
            for (var i = 0; i < _timeouts.Length; i++) ScheduleNext(i);
        }

        public long Cancelled { get; private set; }

        public void Run(int events)
        {
            _stopAt = _calendar.Fired + events;
            _calendar.RunUntil(SimTime.Max);
        }

        public void OnEvent(in EventAction action)
        {
            if (_calendar.Cancel(_timeouts[action.Index])) Cancelled++;
            var id = _slab.Rent();
            _slab[id] = action.Arg;
            _queue.Enqueue(id);
            _level.Set(_calendar.Now, _queue.Count);
            if (_queue.Count > 100)
            {
                while (_queue.TryDequeue(out var done)) _slab.Return(done);
            }

            _tally.Add(action.Arg);
            _histogram.Add(new SimDuration(action.Arg));
            if (action.Kind == 0) ScheduleNext(action.Index);
            if (_calendar.Fired >= _stopAt) _calendar.RequestStop();
        }

        private void ScheduleNext(int index)
        {
            var delay = SimDuration.FromNanoseconds(_laws[index % _laws.Length].Sample(_stream));
            _calendar.Schedule(delay, new(this, 0, index, delay.Picoseconds));
            _timeouts[index] = _calendar.Schedule(SimDuration.FromMilliseconds(1), new(this, 1, index));
        }
    }
}
