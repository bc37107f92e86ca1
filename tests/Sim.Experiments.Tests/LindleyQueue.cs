using Sim.Core.Random;
using Sim.Experiments.Running;

namespace Sim.Experiments.Tests;

/// <summary>M/M/1 with service rate 1 by Lindley's recursion, started in equilibrium: every mean is known exactly and unbiased.</summary>
internal static class LindleyQueue
{
    /// <summary>Mean time in system of so many customers; the draws are the same for every load and service mean.</summary>
    public static double Response(ulong seed, int replication, double load, int customers, double serviceMean = 1)
    {
        var (arrivals, services, start) = (new RngStream(seed, replication, "a"), new RngStream(seed, replication, "s"), new RngStream(seed, replication, "0"));
        // The wait in equilibrium is 0 with probability 1 - load and else exponential with mean 1/(mu - lambda); here lambda = load.
        var (uniform, wait) = (start.NextUniform(), 0.0);
        var utilisation = load * serviceMean;
        if (uniform < utilisation) wait = start.NextExponential() * serviceMean / (1 - utilisation);
        var sum = 0.0;
        for (var i = 0; i < customers; i++)
        {
            var service = serviceMean * services.NextExponential();
            sum += wait + service;
            wait = Math.Max(0, wait + service - (arrivals.NextExponential() / load));
        }

        return sum / customers;
    }

    /// <summary>One replication as a result.</summary>
    public static RunResult Run(ulong seed, int replication, double load, int customers, double serviceMean = 1) => new()
    {
        Replication = replication,
        Metrics = RunResult.MetricsOf([new("response_mean", Response(seed, replication, load, customers, serviceMean))]),
        Events = customers,
        Fingerprint = "",
        SimulatedSeconds = customers / load,
    };

    /// <summary>A point of a plan.</summary>
    public static RunPoint Point(string name, ulong seed, double load, int customers, double serviceMean = 1) => new()
    {
        Name = name,
        Run = (replication, _) => Run(seed, replication, load, customers, serviceMean),
        RepeatCommand = _ => "",
    };

    /// <summary>A plan of such points.</summary>
    public static RunPlan Plan(int replications, params RunPoint[] points) => new() { Scenario = "lindley", Seed = 0, Replications = replications, Points = [.. points] };
}
