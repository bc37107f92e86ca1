using Sim.Models.Parameters;

namespace Sim.Planning.Sizing;

/// <summary>What is kept free and when hosts are bought.</summary>
public sealed record HeadroomPolicy
{
    [Parameter("Hosts whose loss the cluster survives at full service (N+x).", Min = 0, Max = 64)]
    public int FailoverHosts { get; init; } = 1;

    [Parameter("Share of the hosts kept for failover; the larger of this and failoverHosts holds.", Dimension = Dimension.Fraction, Min = 0, Max = 90,
        Unit = "%")]
    public double FailoverShare { get; init; }

    [Parameter("Share kept free of what remains after the failover reserve.", Dimension = Dimension.Fraction, Min = 0, Max = 90, Unit = "%",
        Certainty = Certainty.Assumed, Source = "sizing tools use 10 to 20 %")]
    public double Buffer { get; init; } = 0.1;

    [Parameter("Memory promised to VMs over memory usable.", Min = 1, Max = 10)]
    public double MemoryOvercommit { get; init; } = 1;

    [Parameter("Most vCPUs a physical core; absent when density alone decides.", Min = 0.1, Max = 100)]
    public double? VcpusPerCore { get; init; }

    [Parameter("Fewest hosts of the cluster.", Min = 1, Max = 64)]
    public int MinimumHosts { get; init; } = 1;

    [Parameter("Demand that hosts are bought for.")]
    public DemandRisk Risk { get; init; } = DemandRisk.Median;

    [Parameter("Time between order and service.", Dimension = Dimension.Months, Min = 0, Max = 36, Unit = "months")]
    public int LeadTime { get; init; } = 3;
}
