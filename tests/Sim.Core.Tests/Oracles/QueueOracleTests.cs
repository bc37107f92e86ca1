using CsCheck;
using Sim.Core.Random.Distributions;
using Sim.Core.Time;
using Sim.Testing.Oracles;
using Sim.Testing.Queueing;

namespace Sim.Core.Tests.Oracles;

/// <summary>The engine under queues that theory has solved. Service takes 1 µs on average throughout.</summary>
[Trait("Category", "Slow")]
public sealed class QueueOracleTests
{
    private const int Replications = 20;

    // Lengths: an M/M/1 mean over n customers has relative variance about (2 + 5r - 4r² + r³) r / (1-r)² / n (Daley 1968, waiting time);
    // at load r = 0.5 that needs 0.4 million customers for a standard error of 0.4 %, at 0.9 it needs 6 million for 0.8 %.
    [Theory]
    [InlineData(0.5, 40)]
    [InlineData(0.9, 330)]
    public void Mm1(double load, double lengthMilliseconds)
    {
        var runs = RunMany(new Exponential(1 / load), new Exponential(1), 1, lengthMilliseconds);
        OracleCheck.Of("M/M/1 response", QueueingFormulas.Mm1Response(load, 1), runs.Select(run => run.MeanResponse)).Demand();
        OracleCheck.Of("M/M/1 in system", load / (1 - load), runs.Select(run => run.Station.Present.MeanAt(run.Calendar.Now))).Demand();
    }

    [Fact]
    public void Mm1_response_is_exponential_also_in_its_tail()
    {
        var runs = RunMany(new Exponential(2), new Exponential(1), 1, 60);
        foreach (var share in new[] { 0.5, 0.9, 0.99 })
        {
            // The histogram answers to 0.4 %, well inside the four standard errors allowed here.
            OracleCheck.Of(
                $"M/M/1 quantile {share}",
                QueueingFormulas.Mm1ResponseQuantile(0.5, 1, share),
                runs.Select(run => run.Station.Sojourn.Percentile(share).Microseconds)).Demand();
        }
    }

    [Fact]
    public void Mmc_with_four_servers_at_load_08()
    {
        var runs = RunMany(new Exponential(1 / 3.2), new Exponential(1), 4, 30);
        OracleCheck.Of("M/M/4 response", QueueingFormulas.MmcResponse(3.2, 1, 4), runs.Select(run => run.MeanResponse)).Demand();
    }

    [Theory]
    [InlineData("constant")]
    [InlineData("erlang")]
    [InlineData("hyperexponential")]
    public void Mg1_by_Pollaczek_Khinchine(string law)
    {
        Distribution service = law switch
        {
            "constant" => new Constant(1),
            "erlang" => new Erlang(4, 1),
            _ => new HyperExponential(1, 2),
        };

        // The variance of the mean grows with the service's: cv 2 needs about three times the customers of cv 1.
        var runs = RunMany(new Exponential(1 / 0.7), service, 1, law == "hyperexponential" ? 160 : 60);
        OracleCheck.Of($"M/G/1 {law}", QueueingFormulas.Mg1Response(0.7, 1, service.Variance), runs.Select(run => run.MeanResponse)).Demand();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Closed_two_station_network_by_mean_value_analysis(double think)
    {
        var exact = MeanValueAnalysis.Solve([1, 1.5], think, 6);
        var runs = Enumerable.Range(0, Replications).Select(replication =>
        {
            var cycle = new ClosedCycle(1, replication, [1, 1.5], think, 6);
            cycle.Run(SimDuration.FromMilliseconds(1), SimDuration.FromMilliseconds(30));
            Assert.All(cycle.Stations, station => Assert.Equal(station.Present.AreaAt(cycle.Now), station.SpentAt(cycle.Now)));
            return cycle;
        }).ToArray();

        OracleCheck.Of("throughput", exact.Throughput, runs.Select(run => run.Throughput)).Demand();
        for (var k = 0; k < 2; k++)
        {
            OracleCheck.Of($"length {k}", exact.QueueLengths[k], runs.Select(run => run.Stations[k].Present.MeanAt(run.Now))).Demand();
            OracleCheck.Of($"response {k}", exact.Responses[k], runs.Select(run => (double)run.Stations[k].Sojourn.Sum / run.Stations[k].Sojourn.Count / SimDuration.PerMicrosecond)).Demand();
        }
    }

    [Fact]
    public void Littles_law_holds_to_the_picosecond_in_any_queue() =>
        Gen.Select(Gen.ULong, Gen.Double[0.2, 3], Gen.Int[1, 5], Gen.Double[1, 4], Gen.Int[0, 500]).Sample(
            (seed, between, servers, cv, warmUp) =>
            {
                // Overloaded queues included: the law does not ask for stability.
                var run = OpenQueue.Run(
                    seed, 0, new Exponential(between), new HyperExponential(1, cv), servers, SimDuration.FromMicroseconds(warmUp), SimDuration.FromMicroseconds(500));
                Assert.Equal(run.Station.Present.AreaAt(run.Calendar.Now), run.Station.SpentAt(run.Calendar.Now));

                run.Arrivals.IsClosed = true;
                run.Calendar.RunUntil(run.Calendar.Now + SimDuration.FromMilliseconds(100));
                Assert.Equal(0, run.Station.Present.Level);
                Assert.Equal(run.Station.Present.AreaAt(run.Calendar.Now), run.Station.SpentByDeparted);
                if (warmUp == 0) Assert.Equal(run.Station.Sojourn.Sum, run.Station.SpentByDeparted);
            },
            iter: 300);

    private static OpenQueue[] RunMany(Distribution between, Distribution service, int servers, double lengthMilliseconds)
    {
        var runs = new OpenQueue[Replications];
        for (var replication = 0; replication < Replications; replication++)
        {
            var run = OpenQueue.Run(
                1, replication, between, service, servers, SimDuration.FromMilliseconds(2), SimDuration.FromMilliseconds(lengthMilliseconds));
            Assert.Equal(run.Station.Present.AreaAt(run.Calendar.Now), run.Station.SpentAt(run.Calendar.Now));
            runs[replication] = run;
        }

        return runs;
    }
}
