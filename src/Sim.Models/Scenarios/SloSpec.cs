using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>What must hold for a placement to be good.</summary>
public sealed record SloSpec
{
    /// <summary>Longest 99th percentile of response time, over all requests of a workload kind.</summary>
    [Parameter("Longest 99th percentile of response time, for every request kind that is answered over the network.", Min = 0.001, Max = 3600000, Unit = "ms")]
    public SimDuration ResponseP99 { get; init; } = SimDuration.FromMilliseconds(50);

    /// <summary>Highest ready time per vCPU.</summary>
    [Parameter("Highest CPU ready (steal) per vCPU, mean over all vCPUs.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%",
        Certainty = Certainty.Secondary, Source = "cpu-and-memory 3.3: below 5 % fine, above 10 % a problem")]
    public double Ready { get; init; } = 0.05;

    /// <summary>Highest share of requests that time out.</summary>
    [Parameter("Highest share of requests that time out.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%")]
    public double Errors { get; init; } = 0.001;
}
