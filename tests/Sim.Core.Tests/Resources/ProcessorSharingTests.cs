using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Random.Distributions;
using Sim.Core.Resources;
using Sim.Core.Time;
using Sim.Testing.Oracles;

namespace Sim.Core.Tests.Resources;

/// <summary>Processor sharing by hand, against a plain simulation that visits every job, and against closed forms.</summary>
public sealed class ProcessorSharingTests
{
    private const int Replications = 20;
    private static readonly SimDuration Microsecond = SimDuration.FromMicroseconds(1);
    private static readonly double[] Caps = [0.3, 1, 1.7, double.PositiveInfinity];
    private static readonly double[] Weights = [0.1, 1, 1, 2, 7.5, 300];
    private readonly Diary _diary = new();

    [Fact]
    public void Two_jobs_share_and_the_longer_one_finishes_alone()
    {
        // A brings 4 at 0, B brings 1 at 2. Alone until 2 (A has 2 left), halves until B is done at 4 (A has 1 left), alone until 5.
        var station = new ProcessorSharing(_diary.Calendar);
        var first = station.Serve(Microsecond * 4, _diary.Note(0));
        _diary.At(2, () => station.Serve(Microsecond, _diary.Note(1)));
        _diary.At(3, () => Assert.Equal(0.5, station.RateOf(first)));
        _diary.At(3, () => Assert.Equal(Microsecond * 1.5, station.WorkLeft(first)));
        _diary.RunUntil(10);
        Assert.Equal([(4, 1), (5, 0)], _diary.Times);
        Assert.Equal(0.5, station.Statistics.UtilisationAt(_diary.Calendar.Now));
        Assert.Equal(Microsecond * 7, new SimDuration((long)station.Statistics.Sojourn.Sum));
        Assert.Equal(station.Statistics.Sojourn.Sum, station.Statistics.Present.AreaAt(_diary.Calendar.Now));
    }

    [Fact]
    public void Weights_and_the_cap_fill_up_from_the_heaviest()
    {
        // Capacity 4, cap 1.5. Weights 6, 1, 1: in proportion 3, 0.5, 0.5; the heavy one is held to 1.5, so the others get 1.25 each.
        var station = new ProcessorSharing(_diary.Calendar, capacity: 4, rateCap: 1.5);
        var heavy = station.Serve(Microsecond * 3, _diary.Note(0), weight: 6);
        var light = station.Serve(Microsecond * 5, _diary.Note(1), weight: 1);
        station.Serve(Microsecond * 5, _diary.Note(2), weight: 1);
        Assert.Equal((1.5, 1.25, 4.0), (station.RateOf(heavy), station.RateOf(light), station.Rate));
        _diary.RunUntil(2);                                        // the heavy one is done at 2; the others have 2.5 left, each capped at 1.5
        Assert.Equal((1.5, 3.0), (station.RateOf(light), station.Rate));
        _diary.RunUntil(10);
        Assert.Equal([(2, 0), (3.666667, 1), (3.666667, 2)], _diary.Times.Select(line => (Math.Round(line.Time, 6), line.Index)));
        Assert.Equal(13 / 40.0, station.Statistics.UtilisationAt(_diary.Calendar.Now), 1e-6);  // works add up to 13
    }

    [Fact]
    public void Leaving_early_and_being_refused()
    {
        var station = new ProcessorSharing(_diary.Calendar, jobCapacity: 2);
        var first = station.Serve(Microsecond * 4, _diary.Note(0));
        station.Serve(Microsecond * 4, _diary.Note(1));
        Assert.Equal(ResourceTicket.None, station.Serve(Microsecond, _diary.Note(2)));
        _diary.At(2, () => Assert.True(station.Withdraw(first)));
        _diary.At(3, () => Assert.False(station.Withdraw(first)));
        _diary.RunUntil(10);
        Assert.Equal([(5, 1)], _diary.Times);                     // 1 done by 2, 3 more alone
        Assert.Equal((3, 1, 1), (station.Statistics.Arrivals, station.Statistics.Balked, station.Statistics.Reneged));
        Assert.Throws<SimulationFault>(() => station.WorkLeft(first));
        Assert.Throws<SimulationFault>(() => station.Serve(Microsecond, _diary.Note(0), weight: 0));
        Assert.Throws<SimulationFault>(() => station.Serve(Microsecond * -1, _diary.Note(0)));
        Assert.Throws<SimulationFault>(() => new ProcessorSharing(_diary.Calendar, capacity: 0));
        Assert.Throws<SimulationFault>(() => new ProcessorSharing(_diary.Calendar, rateCap: 0));
        Assert.Throws<SimulationFault>(() => new ProcessorSharing(_diary.Calendar, measured: false).Statistics);
    }

    [Fact]
    public void Equal_jobs_that_end_together_leave_in_the_order_they_came()
    {
        var station = new ProcessorSharing(_diary.Calendar);
        for (var i = 0; i < 5; i++) station.Serve(Microsecond * 2, _diary.Note(i));
        _diary.RunUntil(20);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => (10.0, i)), _diary.Times);
    }

    [Fact]
    public void A_long_busy_period_passes_the_far_virtual_time_unharmed()
    {
        // Two jobs of 10 s each share for 20 s: their virtual time passes 2^40 ps (1.1 s) nine times. A third needs its 1 us and takes 3 us.
        var station = new ProcessorSharing(_diary.Calendar);
        station.Serve(SimDuration.FromSeconds(10), _diary.Note(0));
        station.Serve(SimDuration.FromSeconds(10), _diary.Note(1));
        for (var i = 1; i <= 9; i++) _diary.At(i * 2e6, () => station.Serve(Microsecond, _diary.Note(2)));
        _diary.RunUntil(30e6);
        Assert.Equal(9, _diary.Times.Count(line => line.Index == 2));
        Assert.All(_diary.Times.Where(line => line.Index == 2).Select((line, i) => line.Time - ((i + 1) * 2e6)), took => Assert.Equal(3, took, 1e-6));
        Assert.All(_diary.Times.Where(line => line.Index < 2), line => Assert.Equal(20_000_009, line.Time, 1e-6));
    }

    [Fact]
    public void Agrees_with_a_simulation_that_visits_every_job() =>
        Gen.Select(
                Gen.Double[0.5, 4],
                Gen.Int[0, 3].Select(i => Caps[i]),
                Gen.Select(Gen.Int[0, 3_000_000], Gen.Int[0, 5_000_000], Gen.Int[0, 5].Select(i => Weights[i])).Array[1, 40])
            .Sample(
                (capacity, cap, jobs) =>
                {
                    var diary = new Diary();
                    var station = new ProcessorSharing(diary.Calendar, capacity, cap);
                    var at = 0L;
                    var arrivals = new List<(long At, long Work, double Weight)>();
                    foreach (var (gap, work, weight) in jobs)
                    {
                        at += gap / 4;
                        var index = arrivals.Count;
                        arrivals.Add((at, work, weight));
                        diary.At(at / 1e6, () => station.Serve(new SimDuration(work), diary.Note(index), weight));
                    }

                    diary.Calendar.RunUntil(SimTime.Zero + SimDuration.FromSeconds(1));
                    var (expected, slack) = EveryJob(capacity, cap, arrivals);
                    Assert.Equal(arrivals.Count, diary.Lines.Count);

                    foreach (var (time, index) in diary.Times) Assert.Equal(expected[index], time * 1e6, slack[index] + 0.5);
                    Assert.Equal(station.Statistics.Sojourn.Sum, station.Statistics.Present.AreaAt(diary.Calendar.Now));
                    Assert.Equal(0, station.Rate);
                    var utilisation = arrivals.Sum(job => (double)job.Work) / (capacity * 1e12);
                    Assert.Equal(utilisation, station.Statistics.UtilisationAt(diary.Calendar.Now), 1e-9);
                },
                iter: 3_000);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("constant")]
    [InlineData("exponential")]
    [InlineData("hyperexponential")]
    public void Mean_response_does_not_depend_on_the_law_of_work(string name)
    {
        // M/G/1-PS: E[T] = E[S] / (1 - rho), Kleinrock, Queueing Systems vol. 2 (1976), section 4.4.
        Distribution law = name switch { "constant" => new Constant(1), "exponential" => new Exponential(1), _ => new HyperExponential(1, 2) };
        var runs = RunMany(run => OpenResource.AtSharing(run, 1, double.PositiveInfinity, [new(0.7, law)]).Run(2, 150));
        OracleCheck.Of($"M/G/1-PS {name}", 1 / 0.3, runs.Select(run => run.Responses[0].Mean)).Demand();
        OracleCheck.Of($"M/G/1-PS {name} utilisation", 0.7, runs.Select(run => run.Sharing!.Statistics.UtilisationAt(run.Calendar.Now))).Demand();
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("exponential")]
    [InlineData("hyperexponential")]
    public void With_a_cap_the_mean_response_is_that_of_many_servers(string name)
    {
        // Four cores, a job on one at most: the rates of M/M/4, whatever the law (Cohen, "The multiple phase service network with generalized
        // processor sharing", Acta Informatica 12, 1979).
        Distribution law = name == "exponential" ? new Exponential(1) : new HyperExponential(1, 2);
        var runs = RunMany(run => OpenResource.AtSharing(run, 4, 1, [new(3.2, law)]).Run(2, 60));
        OracleCheck.Of($"PS with cap {name}", QueueingFormulas.MmcResponse(3.2, 1, 4), runs.Select(run => run.Responses[0].Mean)).Demand();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Discriminatory_sharing_of_two_classes()
    {
        var exact = PriorityFormulas.DiscriminatorySharing((0.3, 1, 4), (0.2, 0.5, 1));  // loads 0.3 and 0.4
        CustomerClass[] classes = [new(0.3, new Exponential(1)) { Weight = 4 }, new(0.2, new Exponential(2)) { Weight = 1 }];
        var runs = RunMany(run => OpenResource.AtSharing(run, 1, double.PositiveInfinity, classes).Run(2, 250));
        OracleCheck.Of("DPS heavy", exact.First, runs.Select(run => run.Responses[0].Mean)).Demand();
        OracleCheck.Of("DPS light", exact.Second, runs.Select(run => run.Responses[1].Mean)).Demand();
    }

    private static OpenResource[] RunMany(Func<int, OpenResource> run) => [.. Enumerable.Range(0, Replications).Select(run)];

    // Departures in picoseconds, from the definition: fill up to the cap, everybody advances, the first to finish leaves.
    // Departures, and how far another rounding may put each. Both simulations round a departure to the picosecond, so one may come a picosecond earlier in one of
    // them. Whoever stays then differs in work by that time at the change of its rate, and that is more time the slower it runs in the end: a light job
    // that has a picosecond's work left when heavy ones arrive needs thousands for it.
    private static (double[] Departures, double[] Slack) EveryJob(double capacity, double cap, List<(long At, long Work, double Weight)> jobs)
    {
        var differs = new double[jobs.Count];
        var slack = new double[jobs.Count];
        var left = jobs.Select(job => (double)job.Work).ToArray();
        var departures = new double[jobs.Count];
        var present = new List<int>();
        var now = 0L;
        for (var next = 0; next < jobs.Count || present.Count > 0;)
        {
            var rates = Rates(capacity, cap, [.. present.Select(i => jobs[i].Weight)]);
            var first = -1;
            for (var k = 0; k < present.Count; k++)
            {
                if (first < 0 || left[present[k]] / rates[k] < left[present[first]] / rates[first]) first = k;
            }

            var end = first >= 0 ? now + (long)Math.Round(Math.Max(0, left[present[first]]) / rates[first]) : long.MaxValue;
            var arrives = next < jobs.Count && jobs[next].At <= end;
            var then = arrives ? jobs[next].At : end;
            for (var k = 0; k < present.Count; k++) left[present[k]] -= rates[k] * (then - now);
            now = then;
            if (arrives)
            {
                present.Add(next++);
                continue;
            }

            var gone = present[first];
            departures[gone] = now;
            slack[gone] = 1 + (differs[gone] / rates[first]);
            present.RemoveAt(first);
            var after = Rates(capacity, cap, [.. present.Select(i => jobs[i].Weight)]);
            for (var k = 0; k < present.Count; k++) differs[present[k]] += slack[gone] * Math.Abs(after[k] - rates[k < first ? k : k + 1]);
        }

        return (departures, slack);
    }

    private static double[] Rates(double capacity, double cap, double[] weights)
    {
        var rates = new double[weights.Length];
        var open = Enumerable.Range(0, weights.Length).ToList();
        while (open.Count > 0)
        {
            var share = capacity / open.Sum(i => weights[i]);
            var over = open.Where(i => weights[i] * share > cap).ToArray();
            if (over.Length == 0)
            {
                foreach (var i in open) rates[i] = weights[i] * share;
                break;
            }

            foreach (var i in over)
            {
                rates[i] = cap;
                capacity -= cap;
                open.Remove(i);
            }
        }

        return rates;
    }
}
