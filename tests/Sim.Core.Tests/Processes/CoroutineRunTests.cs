using CsCheck;
using Sim.Core.Events;
using Sim.Core.Processes;
using Sim.Core.Random;
using Sim.Core.Time;
using static Sim.Core.Tests.Processes.Lab;
using Check = Sim.Core.Diagnostics.Check;

namespace Sim.Core.Tests.Processes;

/// <summary>Whole runs: equal to event handlers, equal on any thread, and consistent whatever is interrupted, limited or stopped.</summary>
public sealed class CoroutineRunTests
{
    [Fact]
    public void A_model_written_both_ways_is_the_same_run_to_the_picosecond()
    {
        var handlers = new HandlerQueue();
        var coroutines = new CoroutineQueue();
        handlers.Run();
        coroutines.Run();
        Assert.Equal(10_000, handlers.Responses.Count);
        Assert.Equal(handlers.Responses, coroutines.Responses);
    }

    [Fact]
    public void Runs_on_many_threads_do_not_see_each_other()
    {
        var alone = Enumerable.Range(0, 16).Select(Hash).ToArray();
        var together = new ulong[16];
        var threads = Enumerable.Range(0, 4).Select(first => new Thread(() =>
        {
            for (var i = first; i < together.Length; i += 4) together[i] = Hash(i);
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Equal(alone, together);
        Assert.Equal(16, alone.Distinct().Count());

        // Stopped in the middle, so that every run leaves frames behind; two calendars take turns on one thread, so that frames change hands.
        static ulong Hash(int replication)
        {
            var (one, two) = (new Crowd((ulong)replication), new Crowd((ulong)replication + 100));
            for (var t = 1; t <= 20; t++)
            {
                one.RunTo(t * 10);
                two.RunTo(t * 10);
            }

            return one.Hash ^ (two.Hash * 31);
        }
    }

    [Fact]
    public void Whatever_is_interrupted_limited_or_stopped_every_wait_ends_as_it_must_and_nothing_is_left() =>
        Gen.ULong.Sample(seed =>
        {
            var crowd = new Crowd(seed);
            crowd.RunTo(300);
            crowd.StopAll();
            Assert.Equal(0, crowd.Signal.Waiting);
            Assert.Equal(crowd.Begun, crowd.Ended);
            crowd.RunTo(1_000);
            Assert.Equal(0, crowd.Calendar.Pending);
            Assert.True(crowd.Waits > 100);
        });

    /// <summary>Coroutines that delay and wait at random while others interrupt, pulse and stop; each checks what its waits return.</summary>
    private sealed class Crowd
    {
        private readonly RngStream _stream;
        private readonly List<Coroutine> _people = [];
        private readonly Coroutine _director;

        public Crowd(ulong seed)
        {
            _stream = new RngStream(seed, 0, "crowd");
            Signal = new Signal(Calendar);
            for (var i = 0; i < 10; i++) _people.Add(Person());
            _director = Director();
        }

        public EventCalendar Calendar { get; } = new(capacity: 4);

        public Signal Signal { get; }

        public int Begun { get; private set; }

        public int Ended { get; private set; }

        public int Waits { get; private set; }

        public ulong Hash { get; private set; } = 14695981039346656037UL;

        public void RunTo(double microseconds) => Calendar.RunUntil(SimTime.Zero + Us(microseconds));

        public void StopAll()
        {
            _director.Stop();
            foreach (var person in _people) person.Stop();
        }

        // Whole microseconds, so that ends, limits, pulses and interrupts often share an instant.
        private SimDuration SomeTime() => Us(_stream.NextIndex(8));

        private async Coroutine Person()
        {
            Begun++;
            try
            {
                for (var step = _stream.NextIndex(30); step >= 0; step--)
                {
                    var (began, length) = (Calendar.Now, SomeTime());
                    var kind = _people.Count == 0 ? 3 : _stream.NextIndex(4);
                    var result = kind switch
                    {
                        0 => await Signal.Wait(length, _stream.NextIndex(3)),
                        1 => await _people[_stream.NextIndex(_people.Count)].Join(length),
                        _ => await Calendar.Delay(length),
                    };
                    var waited = Calendar.Now - began;
                    Check.That(!result.IsTimedOut || (kind < 2 && waited == length), "a time limit ends at its time");
                    Check.That(!result.IsInterrupted || waited + result.Remaining == length, "waited and left make the whole");
                    Check.That(!result.IsCompleted || (kind < 2 ? waited <= length : waited == length), "a delay ends at its time");
                    Check.That(result.Reason == (result.IsInterrupted ? 5 : 0), "the reason arrives");
                    Hash = ((Hash ^ (ulong)result.Outcome) * 1099511628211UL) ^ (ulong)Calendar.Now.Picoseconds;
                    Waits++;
                }
            }
            finally
            {
                Ended++;
            }
        }

        private async Coroutine Director()
        {
            while (true)
            {
                await Calendar.Delay(Us(1));
                var who = _stream.NextIndex(_people.Count);
                switch (_stream.NextIndex(6))
                {
                    case 0:
                        _people[who].Interrupt(5);
                        break;
                    case 1:
                        Signal.PulseOne();
                        break;
                    case 2:
                        Signal.PulseAll();
                        break;
                    case 3:
                        _people[who].Stop();
                        break;
                    default:
                        if (_people[who].HasEnded) _people[who] = Person();
                        break;
                }
            }
        }
    }

    private abstract class Queue(string name)
    {
        protected const int Customers = 10_000;

        protected EventCalendar Calendar { get; } = new();

        protected RngStream Arrivals { get; } = new(1, 0, name + "/arrivals");

        protected RngStream Services { get; } = new(1, 0, name + "/service");

        public List<long> Responses { get; } = [];

        protected SimDuration Between => Us(1.25 * Arrivals.NextExponential());

        protected SimDuration Service => Us(Services.NextExponential());

        public void Run()
        {
            Begin();
            Calendar.RunUntil(SimTime.Zero + SimDuration.FromSeconds(1));
        }

        protected abstract void Begin();
    }

    private sealed class HandlerQueue() : Queue("twin"), IEventTarget
    {
        private readonly Queue<SimTime> _present = new();
        private int _arrived;

        public void OnEvent(in EventAction action)
        {
            if (action.Kind == 0)
            {
                if (++_arrived < Customers) Begin();
                _present.Enqueue(Calendar.Now);
                if (_present.Count == 1) Calendar.Schedule(Service, new(this, 1));
                return;
            }

            Responses.Add((Calendar.Now - _present.Dequeue()).Picoseconds);
            if (_present.Count > 0) Calendar.Schedule(Service, new(this, 1));
        }

        protected override void Begin() => Calendar.Schedule(Between, new(this, 0));
    }

    private sealed class CoroutineQueue() : Queue("twin")
    {
        private readonly Queue<SimTime> _present = new();
        private Signal? _work;

        protected override void Begin()
        {
            _work = new Signal(Calendar);
            _ = Clerk();
            _ = Source();
        }

        private async Coroutine Source()
        {
            for (var i = 0; i < Customers; i++)
            {
                await Calendar.Delay(Between);
                _present.Enqueue(Calendar.Now);
                _work!.PulseOne();
            }
        }

        private async Coroutine Clerk()
        {
            while (true)
            {
                while (_present.Count == 0) await _work!.Wait();
                await Calendar.Delay(Service);
                Responses.Add((Calendar.Now - _present.Dequeue()).Picoseconds);
            }
        }
    }
}
