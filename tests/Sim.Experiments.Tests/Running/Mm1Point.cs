using Sim.Core.Diagnostics;
using Sim.Core.Random.Distributions;
using Sim.Core.Time;
using Sim.Experiments.Running;
using Sim.Testing.Queueing;

namespace Sim.Experiments.Tests.Running;

/// <summary>M/M/1 queues as points of a plan: a real model whose answer is known.</summary>
internal static class Mm1Point
{
    public static RunPlan PlanOf(int replications, params double[] loads) => new()
    {
        Scenario = "queues",
        Seed = 1,
        Replications = replications,
        Points = [.. loads.Select(load => Of($"load={load}", 1, load, 1))],
    };

    public static RunPoint Of(string name, ulong seed, double load, double serviceMean) => new()
    {
        Name = name,
        Run = (replication, _) => Run(seed, replication, load, serviceMean),
        RepeatCommand = replication => $"hvsim run queues.yaml --seed {seed} --replication {replication}",
    };

    public static RunResult Run(ulong seed, int replication, double load, double serviceMean)
    {
        // One hundred times the mean time between customers of warm-up, then about 2,000 customers.
        var run = OpenQueue.Run(
            seed,
            replication,
            new Exponential(1 / load),
            new Exponential(serviceMean),
            1,
            SimDuration.FromMicroseconds(200),
            SimDuration.FromMicroseconds(2_000 / load));
        var fingerprint = new RunFingerprint();
        fingerprint.Add(run.Calendar.Fired);
        foreach (var (stream, source) in run.Streams.All)
        {
            fingerprint.Add(stream);
            fingerprint.Add(source.Drawn);
        }

        return new RunResult
        {
            Replication = replication,
            Metrics = RunResult.MetricsOf(
            [
                new("response_mean", run.MeanResponse),
                new("in_system", run.Station.Present.MeanAt(run.Calendar.Now)),
            ]),
            Latencies = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("response", run.Station.Sojourn)]),
            Events = run.Calendar.Fired,
            Fingerprint = fingerprint.ToString(),
            SimulatedSeconds = 2_000 / load * 1e-6,
        };
    }
}
