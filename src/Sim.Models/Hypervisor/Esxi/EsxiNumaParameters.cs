using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Tunables of the ESXi NUMA scheduler.</summary>
public sealed record EsxiNumaParameters
{
    /// <summary>How often the balance between nodes is looked at.</summary>
    [Parameter("Numa.RebalancePeriod: how often the balance between NUMA nodes is looked at; 0 ms: never.", Min = 0, Max = 60000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3")]
    public SimDuration RebalancePeriod { get; init; } = SimDuration.FromMilliseconds(2000);

    /// <summary>Difference of the loads of two nodes below which nothing is moved.</summary>
    [Parameter("Numa.MigImbalanceThreshold: difference of the loads of two nodes, in cores of a node, below which nothing is moved.",
        Dimension = Dimension.Fraction, Min = 1, Max = 200, Unit = "%", Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3")]
    public double MigImbalanceThreshold { get; init; } = 0.1;

    /// <summary>By how much one move or swap has to make that difference smaller.</summary>
    [Parameter("Numa.MigThreshold: by how much a move or swap has to make that difference smaller.",
        Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%", Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3")]
    public double MigThreshold { get; init; } = 0.02;

    /// <summary>Part of the difference that may be left after a move or swap.</summary>
    [Parameter("Numa.MigThrashThreshold: part of that difference that may be left after a move or swap, either way.",
        Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%", Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3")]
    public double MigThrashThreshold { get; init; } = 0.5;

    /// <summary>Periods between looks for a swap of two clients.</summary>
    [Parameter("Numa.SwapInterval: periods between looks for two clients to swap.", Min = 1, Max = 1000,
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x")]
    public int SwapInterval { get; init; } = 3;

    /// <summary>Pages that follow a client to its new node, a second.</summary>
    [Parameter("Numa.PageMigRateMax: pages of 4 KiB that follow each client to its node a second; 0: none.", Min = 0, Max = 250000,
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3; that the cap is a client's and that pages are small is assumed")]
    public int PageMigRateMax { get; init; } = 8000;

    /// <summary>Fewest vCPUs of a VM that sees its nodes.</summary>
    [Parameter("numa.vcpu.min: fewest vCPUs of a VM that sees its virtual NUMA nodes, if it also has more than a node has cores.", Min = 1, Max = 768,
        Certainty = Certainty.Secondary, Source = "cpu-and-memory 2.7: 9 vCPUs")]
    public int VirtualNodeVcpus { get; init; } = 9;
}
