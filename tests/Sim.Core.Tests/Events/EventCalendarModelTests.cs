using CsCheck;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Tests.Events;

/// <summary>The calendar against a list that is searched for its least (time, phase, order of scheduling).</summary>
public sealed class EventCalendarModelTests
{
    private enum Step { Schedule, ScheduleFar, ScheduleWithChild, ScheduleCanceller, Cancel, Reschedule, Run }

    private enum Then { Nothing, ScheduleOne, CancelMany }

    private static readonly Gen<(Step Step, int Delay, EventPhase Phase, int Pick)[]> Sequences =
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 6], Gen.Enum<EventPhase>(), Gen.Int[0, 1000]).Array[0, 120];

    [Fact]
    public void Agrees_with_a_sorted_list_on_random_schedules_cancels_and_runs()
    {
        // Few distinct delays, so that ties are the rule; capacity 1, so that every sequence grows.
        Sequences.Sample(steps => Agree(steps, new EventCalendar(capacity: 1)), iter: 5_000);
    }

    [Fact]
    public void Agrees_with_a_sorted_list_while_keys_move_between_heap_and_ladder()
    {
        // A heap of at most eight keys, so that sequences of a hundred steps go to the ladder and come back several times, with rungs below
        // rungs, and events are cancelled and moved while they lie in either.
        Sequences.Sample(steps => Agree(steps, new EventCalendar(capacity: 1, heapLimit: 8)), iter: 100_000);
    }

    [Fact]
    public void Agrees_on_hundreds_of_events_over_twelve_orders_of_magnitude()
    {
        Gen.Select(Gen.Int[300, 1_500], Gen.ULong).Sample(
            (count, seed) =>
            {
                var pair = new Pair(new EventCalendar(capacity: 16));
                var random = new Sim.Core.Random.RngStream(seed, 0, "magnitudes");
                for (var i = 0; i < count; i++)
                {
                    pair.Schedule((long)Math.Pow(10, 12 * random.NextUniform()), (EventPhase)random.NextIndex(3), (Then)random.NextIndex(2));
                    if (random.NextIndex(4) == 0) pair.Cancel(random.NextIndex(count));
                    if (random.NextIndex(4) == 0) pair.Reschedule(random.NextIndex(count), (long)Math.Pow(10, 12 * random.NextUniform()));
                    if (random.NextIndex(100) == 0) pair.Run((long)Math.Pow(10, 12 * random.NextUniform()));
                }

                pair.Run(4_000_000_000_000);
                pair.AssertSame();
                Assert.Equal(0, pair.Calendar.Pending);
            },
            iter: 60);
    }

    [Fact]
    public void Agrees_while_most_are_cancelled()
    {
        // 2,000 to 4,000 pending, most of them cancelled: dead keys are swept out of the heap and the ladder (they are from 1,024 on when they
        // outnumber the living), which must keep their order.
        Gen.Select(Gen.Int[2_000, 4_000], Gen.Int[60, 100], Gen.ULong).Sample(
            (count, percent, seed) =>
            {
                var pair = new Pair(new EventCalendar(capacity: 64));
                var random = new Sim.Core.Random.RngStream(seed, 0, "sweeping");
                for (var i = 0; i < count; i++) pair.Schedule(random.NextIndex(500), (EventPhase)random.NextIndex(3), (Then)random.NextIndex(3));
                for (var i = 0; i < count; i++)
                {
                    if (random.NextIndex(100) < percent) pair.Cancel(random.NextIndex(count));
                    if (random.NextIndex(50) == 0) pair.Schedule(random.NextIndex(500), EventPhase.State, Then.Nothing);
                    if (random.NextIndex(50) == 0) pair.Reschedule(random.NextIndex(count), random.NextIndex(500));
                }

                pair.Run(250);
                pair.Run(600);
                pair.AssertSame();
                Assert.Equal(0, pair.Calendar.Pending);
            },
            iter: 40);
    }

    private static void Agree((Step Step, int Delay, EventPhase Phase, int Pick)[] steps, EventCalendar calendar)
    {
        var pair = new Pair(calendar);
        foreach (var (step, delay, phase, pick) in steps)
        {
            switch (step)
            {
                case Step.Schedule: pair.Schedule(delay, phase, Then.Nothing); break;
                case Step.ScheduleFar: pair.Schedule(delay * 1_000L * (pick + 1), phase, Then.Nothing); break;
                case Step.ScheduleWithChild: pair.Schedule(delay, phase, Then.ScheduleOne); break;
                case Step.ScheduleCanceller: pair.Schedule(delay, phase, Then.CancelMany); break;
                case Step.Cancel: pair.Cancel(pick); break;
                case Step.Reschedule: pair.Reschedule(pick, delay * (pick % 50)); break;
                case Step.Run: pair.Run(delay); break;
            }
        }

        pair.Run(10_000_000);
        pair.AssertSame();
    }

    /// <summary>The calendar and its model side by side; when an event fires it may schedule one more, or cancel many.</summary>
    private sealed class Pair : IEventTarget
    {
        private readonly SortedSet<(long Time, int Phase, int Order, int Id)> _pending = [];
        private readonly List<(long Time, int Phase, int Order, int Id)> _entries = [];
        private readonly List<Then> _then = [];
        private readonly List<EventHandle> _handles = [];
        private readonly List<(long Time, int Id)> _fired = [];
        private readonly List<(long Time, int Id)> _expected = [];
        private long _now;
        private int _nextOrder;

        public Pair(EventCalendar calendar) => Calendar = calendar;

        public EventCalendar Calendar { get; }

        public void Schedule(long delay, EventPhase phase, Then then)
        {
            Expect(_now + delay, phase, then);
            _handles.Add(Calendar.Schedule(new SimDuration(delay), new(this, (int)then, _handles.Count), phase));
        }

        public void Cancel(int pick)
        {
            if (_handles.Count == 0) return;
            var id = pick % _handles.Count;
            var removed = _pending.Remove(_entries[id]);
            Assert.Equal(removed, Calendar.IsPending(_handles[id]));
            Assert.Equal(removed, Calendar.Cancel(_handles[id]));
            Assert.Equal(_pending.Count, Calendar.Pending);
        }

        public void Reschedule(int pick, long delay)
        {
            if (_handles.Count == 0) return;
            var id = pick % _handles.Count;
            if (!_pending.Remove(_entries[id])) return;
            _entries[id] = _entries[id] with { Time = _now + delay, Order = _nextOrder++ };
            _pending.Add(_entries[id]);
            var stale = _handles[id];
            _handles[id] = Calendar.Reschedule(stale, new SimTime(_now + delay));
            Assert.False(Calendar.IsPending(stale));
            Assert.Equal(_pending.Count, Calendar.Pending);
        }

        public void Run(long length)
        {
            var end = _now + length;
            AssertNext();
            while (_pending.Count > 0)
            {
                var next = _pending.Min;
                if (next.Time > end) break;
                _pending.Remove(next);
                _now = next.Time;
                _expected.Add((next.Time, next.Id));
                if (_then[next.Id] == Then.ScheduleOne) Expect(_now + (next.Id % 3), (EventPhase)(next.Id % 2), Then.Nothing);
                if (_then[next.Id] != Then.CancelMany) continue;
                foreach (var id in Cancelled(next.Id, _entries.Count)) _pending.Remove(_entries[id]);
            }

            _now = end;
            Calendar.RunUntil(new SimTime(end));
            Assert.Equal(_entries.Count, _handles.Count);
            Assert.Equal(_pending.Count, Calendar.Pending);
            Assert.Equal(_expected.Count, Calendar.Fired);
            AssertNext();
        }

        // Looking ahead finds the least of what is alive, and disturbs nothing that follows.
        private void AssertNext() => Assert.Equal(_pending.Count > 0 ? new SimTime(_pending.Min.Time) : SimTime.Max, Calendar.NextTime());

        private void Expect(long time, EventPhase phase, Then then)
        {
            _entries.Add((time, (int)phase, _nextOrder++, _entries.Count));
            _then.Add(then);
            _pending.Add(_entries[^1]);
        }

        // Sixty-four numbers spread over all handles so far: a few such events kill most of what is pending, from inside an event.
        private static IEnumerable<int> Cancelled(int id, int handles) => Enumerable.Range(1, 64).Select(i => (id + (i * 7919)) % handles);

        public void AssertSame() => Assert.Equal(_expected, _fired);

        public void OnEvent(in EventAction action)
        {
            _fired.Add((Calendar.Now.Picoseconds, action.Index));
            if ((Then)action.Kind == Then.CancelMany)
            {
                foreach (var id in Cancelled(action.Index, _handles.Count)) Calendar.Cancel(_handles[id]);
            }

            if ((Then)action.Kind != Then.ScheduleOne) return;
            var phase = (EventPhase)(action.Index % 2);
            _handles.Add(Calendar.Schedule(new SimDuration(action.Index % 3), new(this, 0, _handles.Count), phase));
        }
    }
}
