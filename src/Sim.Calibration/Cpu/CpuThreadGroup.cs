using Sim.Core.Time;
using Sim.Models.Parameters;
using Sim.Scenarios.Units;

namespace Sim.Calibration.Cpu;

/// <summary>Threads of a case that are alike: their place in the cgroup tree and their load.</summary>
public sealed record CpuThreadGroup
{
    internal const string OneEach = "one each";
    internal const string OneForAll = "one for all";
    internal const string AlwaysBusy = "always-busy";
    internal const string NoQuota = "none";

    [Parameter("Threads.", Min = 1, Max = 4096)]
    public required int Threads { get; init; }

    [Parameter("'one each' gives every thread a cgroup of its own, 'one for all' puts them into one.")]
    public required string Cgroup { get; init; }

    [Parameter("Weight of each of these cgroups (cpu.shares); 1024 is a nice-0 thread.", Min = 2, Max = 262_144)]
    public required int Weight { get; init; }

    [Parameter("CPU time of each cgroup a period, e.g. 50000 us, or none.")]
    public required string Quota { get; init; }

    [Parameter("'always-busy' burns pieces of 1 ms without sleeping; left out for threads with arrivals.")]
    public string Load { get; init; } = "";

    [Parameter("How requests arrive: poisson.")]
    public string Arrivals { get; init; } = "";

    [Parameter("Requests per second of each thread.", Dimension = Dimension.Rate, Min = 0, Max = 1_000_000, Unit = "/s")]
    public double Rate { get; init; }

    [Parameter("Law of the CPU time a request needs: constant or exponential.")]
    public string Demand { get; init; } = "";

    [Parameter("Mean CPU time a request needs.", Min = 0, Max = 3600, Unit = "s")]
    public SimDuration Mean { get; init; }

    /// <summary>Whether its threads never sleep.</summary>
    public bool IsAlwaysBusy => Load == AlwaysBusy;

    /// <summary>Whether its threads share one cgroup.</summary>
    public bool IsShared => Cgroup == OneForAll;

    /// <summary>CPU time of each cgroup a period, or null without a quota.</summary>
    public SimDuration? QuotaTime => Quota != NoQuota && Quantity.TryRead(Quota, Quantity.UnitsOfTime, out var value, out _) ? new SimDuration((long)value) : null;
}
