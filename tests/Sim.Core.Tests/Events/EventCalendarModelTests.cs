using CsCheck;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Tests.Events;

/// <summary>The calendar against a list that is searched for its least (time, phase, order of scheduling).</summary>
public sealed class EventCalendarModelTests
{
    private enum Step { Schedule, ScheduleWithChild, ScheduleCanceller, Cancel, Run }

    private enum Then { Nothing, ScheduleOne, CancelMany }

    [Fact]
    public void Agrees_with_a_sorted_list_on_random_schedules_cancels_and_runs()
    {
        // Few distinct delays, so that ties are the rule; capacity 1, so that every sequence grows.
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 6], Gen.Enum<EventPhase>(), Gen.Int[0, 1000])
            .Array[0, 120]
            .Sample(steps => Agree(steps), iter: 5_000);
    }

    [Fact]
    public void Agrees_while_compacting_under_heavy_cancellation()
    {
        // 2,000 to 4,000 pending, most of them cancelled: the heap is rebuilt (it is from 1,024 keys on when half are dead) and must keep its order.
        Gen.Select(Gen.Int[2_000, 4_000], Gen.Int[60, 100], Gen.ULong).Sample(
            (count, percent, seed) =>
            {
                var pair = new Pair(capacity: 64);
                var random = new Sim.Core.Random.RngStream(seed, 0, "compaction");
                for (var i = 0; i < count; i++) pair.Schedule(random.NextIndex(500), (EventPhase)random.NextIndex(3), (Then)random.NextIndex(3));
                for (var i = 0; i < count; i++)
                {
                    if (random.NextIndex(100) < percent) pair.Cancel(random.NextIndex(count));
                    if (random.NextIndex(50) == 0) pair.Schedule(random.NextIndex(500), EventPhase.State, Then.Nothing);
                }

                pair.Run(250);
                pair.Run(600);
                pair.AssertSame();
                Assert.Equal(0, pair.Calendar.Pending);
            },
            iter: 40);
    }

    private static void Agree((Step Step, int Delay, EventPhase Phase, int Pick)[] steps)
    {
        var pair = new Pair(capacity: 1);
        foreach (var (step, delay, phase, pick) in steps)
        {
            switch (step)
            {
                case Step.Schedule: pair.Schedule(delay, phase, Then.Nothing); break;
                case Step.ScheduleWithChild: pair.Schedule(delay, phase, Then.ScheduleOne); break;
                case Step.ScheduleCanceller: pair.Schedule(delay, phase, Then.CancelMany); break;
                case Step.Cancel: pair.Cancel(pick); break;
                case Step.Run: pair.Run(delay); break;
            }
        }

        pair.Run(100);
        pair.AssertSame();
    }

    /// <summary>The calendar and its model side by side; when an event fires it may schedule one more, or cancel many.</summary>
    private sealed class Pair : IEventTarget
    {
        private readonly List<(long Time, int Phase, int Id, Then Then)> _pending = [];
        private readonly List<EventHandle> _handles = [];
        private readonly List<(long Time, int Id)> _fired = [];
        private readonly List<(long Time, int Id)> _expected = [];
        private long _now;
        private int _nextId;

        public Pair(int capacity) => Calendar = new EventCalendar(capacity);

        public EventCalendar Calendar { get; }

        public void Schedule(int delay, EventPhase phase, Then then)
        {
            _pending.Add((_now + delay, (int)phase, _nextId++, then));
            _handles.Add(Calendar.Schedule(new SimDuration(delay), new(this, (int)then, _handles.Count), phase));
        }

        public void Cancel(int pick)
        {
            if (_handles.Count == 0) return;
            var id = pick % _handles.Count;
            var removed = _pending.RemoveAll(entry => entry.Id == id) == 1;
            Assert.Equal(removed, Calendar.IsPending(_handles[id]));
            Assert.Equal(removed, Calendar.Cancel(_handles[id]));
            Assert.Equal(_pending.Count, Calendar.Pending);
        }

        public void Run(int length)
        {
            var end = _now + length;
            while (_pending.Count > 0)
            {
                var next = _pending.MinBy(entry => (entry.Time, entry.Phase, entry.Id));
                if (next.Time > end) break;
                _pending.Remove(next);
                _now = next.Time;
                _expected.Add((next.Time, next.Id));
                if (next.Then == Then.ScheduleOne) _pending.Add((_now + (next.Id % 3), next.Id % 2, _nextId++, Then.Nothing));
                if (next.Then != Then.CancelMany) continue;
                var cancelled = Cancelled(next.Id, _nextId).ToHashSet();
                _pending.RemoveAll(entry => cancelled.Contains(entry.Id));
            }

            _now = end;
            Calendar.RunUntil(new SimTime(end));
            Assert.Equal(_nextId, _handles.Count);
            Assert.Equal(_pending.Count, Calendar.Pending);
            Assert.Equal(_expected.Count, Calendar.Fired);
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
