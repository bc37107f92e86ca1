using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Core.Tests.Events;

/// <summary>Nothing is allocated per event once the arrays have grown: ten million events of everything that handlers use.</summary>
[Trait("Category", "Slow")]
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int Events = 10_000_000;

    /// <summary>Few customers leave mostly dead keys in the calendar, which is swept all the time; many fill the ladder with living ones.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(2_000)]
    public void Ten_million_events_with_cancels_reschedules_queues_slabs_and_statistics_allocate_nothing(int customers)
    {
        var churn = new Churn(customers);
        churn.Run(Events / 10);                                   // grow and compile
        var (cancelled, moved, width) = (churn.Cancelled, churn.Moved, churn.Series.Width);

        var collections = GC.CollectionCount(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        churn.Run(Events);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(collections, GC.CollectionCount(0));

        // Every event cancels its customer's time-out or moves it, one as often as the other.
        Assert.Equal(Events, churn.Cancelled - cancelled + churn.Moved - moved);
        Assert.InRange(churn.Moved - moved, Events * 0.45, Events * 0.55);
        Assert.True(churn.Series.Width > width, "the series must have joined bins in the measured part");
        Assert.True(churn.Readings > Events / 100_000, "statistics must be read and reset as the run goes");
    }

    /// <summary>Each event schedules its successor and cancels or moves a time-out, as requests with a deadline and connections kept alive do.</summary>
    private sealed class Churn : IEventTarget
    {
        private static readonly SimDuration Patience = SimDuration.FromMilliseconds(1);

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
        private readonly LatencyHistogram _total = new();
        private readonly EventHandle[] _timeouts;
        private long _stopAt;

        public Churn(int customers)
        {
            _histogram.Add(SimDuration.FromSeconds(1));            // grows to its largest bucket here
            _timeouts = new EventHandle[customers];
            for (var i = 0; i < customers; i++)
            {
                ScheduleNext(i);
                _timeouts[i] = _calendar.Schedule(Patience, new(this, (int)Step.TimedOut, i));
            }
        }

        private enum Step
        {
            Next,
            TimedOut,
        }

        public long Cancelled { get; private set; }

        public long Moved { get; private set; }

        public long Readings { get; private set; }

        public BoundedSeries Series { get; } = new(capacity: 1_024, new SimDuration(1));

        public void Run(int events)
        {
            _stopAt = _calendar.Fired + events;
            _calendar.RunUntil(SimTime.Max);
        }

        public void OnEvent(in EventAction action)
        {
            // Ten thousand times the mean of every law.
            Check.That(action.Kind == (int)Step.Next, "a time-out of a millisecond passed");
            Postpone(action.Index);
            Note(action.Arg);
            ScheduleNext(action.Index);
            if ((_calendar.Fired & 0xffff) == 0) Read();
            if (_calendar.Fired >= _stopAt) _calendar.RequestStop();
        }

        private void Postpone(int index)
        {
            ref var timeout = ref _timeouts[index];
            if (_stream.NextIndex(2) == 0)
            {
                timeout = _calendar.Reschedule(timeout, _calendar.Now + Patience);
                Moved++;
                return;
            }

            if (_calendar.Cancel(timeout)) Cancelled++;
            timeout = _calendar.Schedule(Patience, new(this, (int)Step.TimedOut, index));
        }

        private void Note(long picoseconds)
        {
            var id = _slab.Rent();
            _slab[id] = picoseconds;
            _queue.Enqueue(id);
            _level.Set(_calendar.Now, _queue.Count);
            if (_queue.Count > 100)
            {
                while (_queue.TryDequeue(out var done)) _slab.Return(done);
            }

            _tally.Add(picoseconds);
            _histogram.Add(new SimDuration(picoseconds));
            Series.Add(_calendar.Now, picoseconds);
        }

        private void Read()
        {
            Check.That(_histogram.Percentile(0.5) > SimDuration.Zero && _tally.Mean > 0 && _level.MeanAt(_calendar.Now) > 0, "nothing was noted");
            _total.Merge(_histogram);
            _histogram.Reset();
            _tally.Reset();
            _level.Reset(_calendar.Now);
            Readings++;
        }

        private void ScheduleNext(int index)
        {
            var delay = SimDuration.FromNanoseconds(_laws[index % _laws.Length].Sample(_stream));
            _calendar.Schedule(delay, new(this, (int)Step.Next, index, delay.Picoseconds));
        }
    }
}
