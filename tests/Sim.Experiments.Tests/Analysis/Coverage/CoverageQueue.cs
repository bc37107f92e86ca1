using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Testing.Oracles;

namespace Sim.Experiments.Tests.Analysis.Coverage;

/// <summary>Times in system of an M/G/1 queue by Lindley's recursion, arrival rate 1.</summary>
/// <remarks>
/// wait' = max(0, wait + service - gap): the same numbers as the event-driven queue, whose correctness QueueOracleTests judge, at a
/// twentieth of the time. Here only the statistics are on trial.
/// </remarks>
internal sealed record CoverageQueue(SojournLaw Law, Distribution Service)
{
    private const double Load = 0.8;

    public static IReadOnlyList<CoverageQueue> All { get; } =
    [
        new(SojournLaw.Exponential(Load), new Exponential(Load)),
        new(SojournLaw.HyperExponential(Load, 4), new HyperExponential(Load, coefficientOfVariation: 2)),
        new(SojournLaw.Deterministic(Load), new Constant(Load)),
    ];

    /// <summary>A run that starts empty.</summary>
    /// <param name="warmUp">Customers thrown away.</param>
    public double[] Run(ulong seed, int replication, int customers, int warmUp)
    {
        var (gaps, services) = (new RngStream(seed, replication, "gap"), new RngStream(seed, replication, "service"));
        var times = new double[customers];
        var wait = 0.0;
        for (var i = -warmUp; i < customers; i++)
        {
            var service = Service.Sample(services);
            if (i >= 0) times[i] = wait + service;
            wait = Math.Max(0, wait + service - gaps.NextExponential());
        }

        return times;
    }
}
