using System.Runtime.CompilerServices;
using Sim.Core.Events;
using Sim.Core.Processes;
using Sim.Core.Random;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Tests.Processes;

/// <summary>Waiting, waking, beginning and ending allocate nothing when warm: ten million events of everything coroutines offer.</summary>
[Trait("Category", "Slow")]
[Collection(Alone.Name)]
public sealed class CoroutineAllocationTests
{
    private const int Events = 10_000_000;

    [Fact]
    public void Ten_million_events_of_coroutines_allocate_nothing()
    {
        if (!typeof(Bazaar).Assembly.IsOptimised()) Assert.Skip("the compiler makes coroutine frames classes in Debug builds; run in Release");
        var bazaar = new Bazaar();
        bazaar.Rush();                                            // grow beyond any later peak
        bazaar.Run(Events / 10);                                  // compile
        var collections = GC.CollectionCount(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        bazaar.Run(Events);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(collections, GC.CollectionCount(0));
        Assert.All(bazaar.Seen, count => Assert.True(count > Events / 1_000, "the run must see every kind of wait and outcome"));
    }

    [Fact]
    public void A_run_that_ended_with_coroutines_waiting_is_collected()
    {
        var left = Leave();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(left.IsAlive, "the thread's pool keeps an ended run alive");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Leave()
        {
            var bazaar = new Bazaar();
            bazaar.Run(20_000);
            return new WeakReference(bazaar);
        }
    }

    /// <summary>Customers are born, hold servers, are served, preempted, impatient, interrupted, woken by signals, joined, and end.</summary>
    private sealed class Bazaar
    {
        private readonly EventCalendar _calendar = new(capacity: 16);
        private readonly RngStream _stream = new(1, 0, "bazaar");
        private readonly ServerPool _counters;
        private readonly ServerPool _desk;
        private readonly ProcessorSharing _hall;
        private readonly Container _tank;
        private readonly Store _shelf;
        private readonly Signal _bell;
        private Coroutine _watchman;
        private long _stopAt = long.MaxValue;

        public Bazaar()
        {
            _counters = new ServerPool(_calendar, 3, queueCapacity: 3);
            _desk = new ServerPool(_calendar, 1, QueueDiscipline.PreemptiveResume);
            _hall = new ProcessorSharing(_calendar, 4, jobCapacity: 100);
            _tank = new Container(_calendar, 100);
            _shelf = new Store(_calendar, 100);
            _bell = new Signal(_calendar);
            _ = Arrivals();
            _watchman = Watchman();
        }

        public long[] Seen { get; } = new long[5];

        public void Run(int events)
        {
            _stopAt = _calendar.Fired + events;
            _calendar.RunUntil(SimTime.Max);
        }

        /// <summary>Hundreds of each kind at once, twice, far more than chance brings together later.</summary>
        public void Rush()
        {
            for (var weight = 1; weight <= 2; weight++)
            {
                for (var i = 0; i < 500; i++)
                {
                    _ = Companion(Customer(0));                    // every frame gets its list of those who join it
                    _ = Errand(i % 2);
                    _ = Visitor(weight);
                }

                _calendar.RunUntil(_calendar.Now + SimDuration.FromMicroseconds(100));
            }
        }

        private SimDuration Exponential(double mean) => SimDuration.FromNanoseconds(mean * _stream.NextExponential());

        private async Coroutine Arrivals()
        {
            while (true)
            {
                await _calendar.Delay(Exponential(100));
                var customer = Customer(_stream.NextIndex(2));
                if (_stream.NextIndex(10) == 0) _ = Companion(customer);
                if (_stream.NextIndex(4) == 0) _watchman.Interrupt(1);
                _bell.PulseOne();
                if (_calendar.Fired >= _stopAt) _calendar.RequestStop();
            }
        }

        private async Coroutine Customer(int priority)
        {
            using (var counter = await _counters.Acquire(limit: Exponential(300)))
            {
                Note(counter.Result);
                if (!counter.IsGranted) return;
                Note(await _calendar.Delay(Exponential(270)));
            }

            Note(await _tank.Put(1));
            Note(await _tank.Get(1));
            Note(await _shelf.Put(priority));
            Note((await _shelf.Get()).Result);
            Note(await _hall.Serve(Exponential(100), 1 + priority));
            await Errand(priority);
            Note(await _bell.Wait(Exponential(100)));
        }

        private async Coroutine Errand(int priority)
        {
            var left = Exponential(40) + new SimDuration(1);
            using var desk = await _desk.AcquireFor(left, priority);
            WaitResult wake;
            while ((wake = await _calendar.Delay(left)).IsPreempted)
            {
                Note(wake);
                left = wake.Remaining;
                Note((await desk.Regain()).Result);
            }
        }

        private async Coroutine Companion(Coroutine customer) => Note(await customer.Join(Exponential(300)));

        private async Coroutine Visitor(double weight) => Note(await _hall.Serve(new SimDuration(1), weight));

        private async Coroutine Watchman()
        {
            while (true) Note(await _calendar.Delay(Exponential(1_000)));
        }

        private void Note(WaitResult result) => Seen[(int)result.Outcome]++;
    }
}
