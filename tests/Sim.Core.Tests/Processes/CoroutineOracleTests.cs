using Sim.Core.Events;
using Sim.Core.Processes;
using Sim.Core.Random;
using Sim.Core.Resources;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Testing.Oracles;
using static Sim.Core.Tests.Processes.Lab;

namespace Sim.Core.Tests.Processes;

/// <summary>Queues written as coroutines against their closed forms. Service takes 1 µs on average throughout.</summary>
[Trait("Category", "Slow")]
public sealed class CoroutineOracleTests
{
    private const int Replications = 20;

    [Fact]
    public void Mmc_holding_a_server()
    {
        // 3.2 arrivals a microsecond at 4 servers, 100,000 customers a replication: the length that the event-handler oracle uses.
        var runs = Run(replication => new Station(replication, servers: 4), station => station.Open(3.2, station.Holding), 30_000);
        OracleCheck.Of("M/M/4 response", QueueingFormulas.MmcResponse(3.2, 1, 4), runs.Select(run => run.Response[0].Mean)).Demand();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Preemptive_resume_with_two_priorities(bool seesPreemption)
    {
        // Equal exponential services, loads 0.3 and 0.4: T1 = 1 / (1 - 0.3), T2 = 1 / ((1 - 0.3)(1 - 0.7)).
        // Bertsekas and Gallager, Data Networks (1992), section 3.5.3, with the residual (0.3 + 0.4) / 1.
        var runs = Run(
            replication => new Station(replication, 1, QueueDiscipline.PreemptiveResume),
            station =>
            {
                station.Open(0.3, () => seesPreemption ? station.Regaining(0) : station.Served(0));
                station.Open(0.4, () => seesPreemption ? station.Regaining(1) : station.Served(1));
            },
            100_000);
        OracleCheck.Of("urgent response", 1 / 0.7, runs.Select(run => run.Response[0].Mean)).Demand();
        OracleCheck.Of("other response", 1 / (0.7 * 0.3), runs.Select(run => run.Response[1].Mean)).Demand();
    }

    [Fact]
    public void Balking_and_reneging()
    {
        // M/M/1/6 + M: arrivals 1.2, services 1, patience mean 2 (rate 0.5 for each who waits), at most 5 wait. A birth-death chain:
        // p(n) = p(0) * product over k = 1..n of 1.2 / (1 + 0.5 (k - 1)).
        const double arrival = 1.2, impatience = 0.5;
        var p = new double[7];
        p[0] = 1;
        for (var n = 1; n < p.Length; n++) p[n] = p[n - 1] * arrival / (1 + (impatience * (n - 1)));
        var total = p.Sum();
        for (var n = 0; n < p.Length; n++) p[n] /= total;
        var waiting = Enumerable.Range(1, 6).Sum(n => (n - 1) * p[n]);

        var runs = Run(replication => new Station(replication, 1, queueCapacity: 5), station => station.Open(arrival, station.Impatient), 200_000);
        OracleCheck.Of("balked", p[6], runs.Select(run => run.Share(WaitOutcome.Refused))).Demand();
        OracleCheck.Of("reneged", impatience * waiting / arrival, runs.Select(run => run.Share(WaitOutcome.TimedOut))).Demand();
        OracleCheck.Of("served", (1 - p[0]) / arrival, runs.Select(run => run.Share(WaitOutcome.Completed))).Demand();
        OracleCheck.Of("waiting", waiting, runs.Select(run => run.Pool.Statistics.Queue.Length.MeanAt(run.Calendar.Now))).Demand();
    }

    private static Station[] Run(Func<int, Station> build, Action<Station> open, double microseconds) =>
    [
        .. Enumerable.Range(0, Replications).Select(replication =>
        {
            var station = build(replication);
            open(station);
            station.Calendar.RunUntil(SimTime.Zero + Us(2_000));
            station.Reset();
            station.Calendar.RunUntil(SimTime.Zero + Us(2_000 + microseconds));
            return station;
        }),
    ];

    private sealed class Station
    {
        private readonly RngStreams _streams;
        private readonly RngStream _services;
        private readonly RngStream _patience;
        private readonly long[] _outcomes = new long[6];
        private int _sources;

        public Station(int replication, int servers, QueueDiscipline discipline = QueueDiscipline.Fifo, int queueCapacity = int.MaxValue)
        {
            Pool = new ServerPool(Calendar, servers, discipline, queueCapacity);
            _streams = new RngStreams(1, replication);
            (_services, _patience) = (_streams.Get("service"), _streams.Get("patience"));
        }

        public EventCalendar Calendar { get; } = new();

        public ServerPool Pool { get; }

        public Tally[] Response { get; } = [new(), new()];

        public double Share(WaitOutcome outcome) => _outcomes[(int)outcome] / (double)_outcomes.Sum();

        public void Open(double rate, Func<Coroutine> customer) => _ = Source(rate, _streams.Get($"arrivals{_sources++}"), customer);

        public void Reset()
        {
            foreach (var tally in Response) tally.Reset();
            Array.Clear(_outcomes);
            Pool.Statistics.Reset(Calendar.Now);
        }

        public async Coroutine Holding()
        {
            var arrived = Calendar.Now;
            using var server = await Pool.Acquire();
            await Calendar.Delay(Us(_services.NextExponential()));
            Response[0].Add((Calendar.Now - arrived).Microseconds);
        }

        public async Coroutine Served(int priority)
        {
            var arrived = Calendar.Now;
            await Pool.Serve(Us(_services.NextExponential()), priority);
            Response[priority].Add((Calendar.Now - arrived).Microseconds);
        }

        public async Coroutine Regaining(int priority)
        {
            var arrived = Calendar.Now;
            var left = Us(_services.NextExponential()) + new SimDuration(1);
            using var server = await Pool.AcquireFor(left, priority);
            WaitResult wake;
            while ((wake = await Calendar.Delay(left)).IsPreempted)
            {
                left = wake.Remaining;
                await server.Regain();
            }

            Response[priority].Add((Calendar.Now - arrived).Microseconds);
        }

        public async Coroutine Impatient()
        {
            using var server = await Pool.Acquire(limit: Us(2 * _patience.NextExponential()));
            _outcomes[(int)server.Result.Outcome]++;
            if (server.IsGranted) await Calendar.Delay(Us(_services.NextExponential()));
        }

        private async Coroutine Source(double rate, RngStream arrivals, Func<Coroutine> customer)
        {
            while (true)
            {
                await Calendar.Delay(Us(arrivals.NextExponential() / rate));
                _ = customer();
            }
        }
    }
}
