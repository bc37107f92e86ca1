using Sim.Core.Random.Distributions;
using Sim.Core.Resources;
using Sim.Core.Time;
using Sim.Testing.Oracles;

namespace Sim.Core.Tests.Resources;

/// <summary>Server pools against closed forms. Service takes 1 µs on average unless said otherwise; 20 replications each.</summary>
[Trait("Category", "Slow")]
public sealed class ServerPoolOracleTests
{
    private const int Replications = 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mmc_waiting_time_queue_length_and_utilisation(bool holds)
    {
        // lambda 3.2, four servers: load 0.8.
        var wait = QueueingFormulas.MmcResponse(3.2, 1, 4) - 1;
        var runs = RunMany(run => OpenResource.AtPool(run, 4, QueueDiscipline.Fifo, [new(3.2, new Exponential(1))], holds: holds).Run(1, 40));
        OracleCheck.Of("M/M/4 wait", wait, runs.Select(run => MeanWait(run.Pool!))).Demand();
        OracleCheck.Of("M/M/4 queue", 3.2 * wait, runs.Select(run => run.Pool!.Statistics.Queue.Length.MeanAt(run.Calendar.Now))).Demand();
        OracleCheck.Of("M/M/4 utilisation", 0.8, runs.Select(run => run.Pool!.Statistics.UtilisationAt(run.Calendar.Now))).Demand();
    }

    [Theory]
    [InlineData(2, 3, 2.0)]
    [InlineData(3, 0, 3.0)]
    public void Mmck_balking_share(int servers, int room, double rate)
    {
        // Arrivals see time averages: the share that balks is the share of time that all places are taken.
        var chain = BirthDeathChain.Solve(servers + room, _ => rate, n => Math.Min(n, servers));
        var runs = RunMany(run => OpenResource.AtPool(run, servers, QueueDiscipline.Fifo, [new(rate, new Exponential(1))], room).Run(1, 30));
        OracleCheck.Of("M/M/c/K balked", chain.Probabilities[^1], runs.Select(run => (double)run.Pool!.Statistics.Queue.Balked / run.Pool.Statistics.Queue.Arrivals)).Demand();
        OracleCheck.Of("M/M/c/K busy", chain.Mean(n => Math.Min(n, servers)), runs.Select(run => run.Pool!.Statistics.Busy.MeanAt(run.Calendar.Now))).Demand();
    }

    [Fact]
    public void Mm1_with_exponential_patience()
    {
        // lambda 1.2, mu 1, everybody who waits leaves at rate 0.5: stable although overloaded. Abandonments per time = 0.5 E[queue].
        var chain = BirthDeathChain.Solve(200, _ => 1.2, n => 1 + ((n - 1) * 0.5));
        var queue = chain.Mean(n => Math.Max(0, n - 1));
        var runs = RunMany(run => OpenResource.AtPool(run, 1, QueueDiscipline.Fifo, [new(1.2, new Exponential(1)) { Patience = new Exponential(2) }]).Run(1, 30));
        OracleCheck.Of("M/M/1+M queue", queue, runs.Select(run => run.Pool!.Statistics.Queue.Length.MeanAt(run.Calendar.Now))).Demand();
        OracleCheck.Of("M/M/1+M reneged", 0.5 * queue / 1.2, runs.Select(run => (double)run.Pool!.Statistics.Queue.Reneged / run.Pool.Statistics.Queue.Arrivals)).Demand();
    }

    [Fact]
    public void Non_preemptive_priorities_by_Cobham()
    {
        // Erlang-2 of mean 0.8: second moment 0.8² (1 + 1/2) = 0.96; exponential of mean 1.5: 2 x 1.5² = 4.5. Loads 0.32 and 0.375.
        var exact = PriorityFormulas.Cobham((0.4, 0.8, 0.96), (0.25, 1.5, 4.5));
        CustomerClass[] classes = [new(0.4, new Erlang(2, 0.8)) { Priority = 1 }, new(0.25, new Exponential(1.5)) { Priority = 2 }];
        var runs = RunMany(run => OpenResource.AtPool(run, 1, QueueDiscipline.Priority, classes).Run(2, 250));
        OracleCheck.Of("Cobham urgent", exact[0] + 0.8, runs.Select(run => run.Responses[0].Mean)).Demand();
        OracleCheck.Of("Cobham patient", exact[1] + 1.5, runs.Select(run => run.Responses[1].Mean)).Demand();
        Assert.All(runs, run => Assert.Equal(0, run.Pool!.Statistics.Preempted));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Preemptive_resume_of_two_exponential_classes(bool holds)
    {
        // Exponential second moments: 2 m². Loads 0.3 and 0.4.
        var exact = PriorityFormulas.PreemptiveResume((0.3, 1, 2), (0.2, 2, 8));
        CustomerClass[] classes = [new(0.3, new Exponential(1)) { Priority = 0 }, new(0.2, new Exponential(2)) { Priority = 5 }];
        var runs = RunMany(run => OpenResource.AtPool(run, 1, QueueDiscipline.PreemptiveResume, classes, holds: holds).Run(2, 250));
        OracleCheck.Of("resume urgent", exact[0], runs.Select(run => run.Responses[0].Mean)).Demand();
        OracleCheck.Of("resume patient", exact[1], runs.Select(run => run.Responses[1].Mean)).Demand();

        // An urgent arrival preempts when the server works for the patient class, which is 0.4 of the time: 0.3 x 0.4 times per microsecond.
        OracleCheck.Of("preemptions", 0.12, runs.Select(run => run.Pool!.Statistics.Preempted / 250_000.0)).Demand();
    }

    [Theory]
    [InlineData(QueueDiscipline.PreemptiveRepeat, "constant")]
    [InlineData(QueueDiscipline.PreemptiveRepeat, "exponential")]
    [InlineData(QueueDiscipline.PreemptiveResume, "constant")]
    public void Completion_time_of_interrupted_work(QueueDiscipline discipline, string law)
    {
        // Urgent: rate 0.4, mean 0.5, load 0.2. The other class always has exactly one customer. Constant work 1: E[exp(0.4 S)] = exp(0.4);
        // exponential of mean 1: 1 / (1 - 0.4), whose variance exists below rate 1/2. Resuming, the work is only stretched by 1 / (1 - 0.2).
        Distribution work = law == "constant" ? new Constant(1) : new Exponential(1);
        var moment = law == "constant" ? Math.Exp(0.4) : 1 / 0.6;
        var exact = discipline == QueueDiscipline.PreemptiveResume ? 1 / 0.8 : PriorityFormulas.RepeatIdenticalCompletion(0.4, 0.5, moment);
        var length = law == "constant" ? 20 : 400;
        var runs = Enumerable.Range(0, Replications).Select(run => InterruptedWorker.Run(run, discipline, 0.4, new Exponential(0.5), work, SimDuration.FromMilliseconds(length)));
        OracleCheck.Of($"completion {discipline} {law}", exact, runs).Demand();
    }

    [Theory]
    [InlineData(QueueDiscipline.Fifo)]
    [InlineData(QueueDiscipline.Priority)]
    [InlineData(QueueDiscipline.PreemptiveResume)]
    [InlineData(QueueDiscipline.PreemptiveRepeat)]
    public void Holding_a_server_is_the_same_as_being_served_to_the_picosecond(QueueDiscipline discipline)
    {
        var urgent = discipline == QueueDiscipline.Fifo ? 0 : -1;
        CustomerClass[] classes = [new(0.6, new Exponential(1)) { Priority = urgent }, new(0.5, new Uniform(0.5, 1.5))];
        var served = OpenResource.AtPool(7, 2, discipline, classes).Run(0, 20).Drain();
        var held = OpenResource.AtPool(7, 2, discipline, classes, holds: true).Run(0, 20).Drain();
        for (var k = 0; k < classes.Length; k++)
        {
            Assert.True(served.Responses[k].Count > 5_000);
            Assert.Equal(served.Responses[k].Count, held.Responses[k].Count);
            Assert.Equal(served.Responses[k].Mean, held.Responses[k].Mean);
        }

        Assert.Equal(served.Pool!.Statistics.Preempted, held.Pool!.Statistics.Preempted);
        Assert.Equal(discipline >= QueueDiscipline.PreemptiveResume, served.Pool.Statistics.Preempted > 0);
    }

    private static double MeanWait(ServerPool pool) =>
        (double)pool.Statistics.Queue.Waiting.Sum / pool.Statistics.Queue.Waiting.Count / SimDuration.PerMicrosecond;

    private static OpenResource[] RunMany(Func<int, OpenResource> run) => [.. Enumerable.Range(0, Replications).Select(run)];
}
