using Sim.Models.Parameters;

namespace Sim.Models.Workload;

/// <summary>Where in a VM's disk requests fall, aligned to their own size.</summary>
/// <remarks>Without it they fall anywhere on the host's drives alike. Disks of VMs lie one behind the other on the drives, each as long as the last place that
/// its requests may name. Page: docs/models/workload.md.</remarks>
public sealed record AddressSpec
{
    /// <summary>In which order.</summary>
    [Parameter("Order: random, sequential (one stream a thread or stage, the region is divided among a job's threads), zipf.")]
    public AddressOrder Order { get; init; }

    /// <summary>Bytes they fall into.</summary>
    [Parameter("Bytes that they fall into.", Dimension = Dimension.Bytes, Min = 1, Max = 67108864, Unit = "MiB")]
    public required long Region { get; init; }

    /// <summary>Where the region begins in the VM's disk.</summary>
    [Parameter("Where the region begins in the VM's disk.", Dimension = Dimension.Bytes, Min = 0, Max = 67108864, Unit = "MiB")]
    public long Start { get; init; }

    /// <summary>Exponent of the popularity.</summary>
    [Parameter("Exponent of the popularity (zipf): the place of rank k is asked for in proportion to k to the power of minus this.", Min = 0.01, Max = 5,
        Certainty = Certainty.Assumed, Source = "YCSB: 0.99")]
    public double Skew { get; init; } = 0.99;

    /// <summary>First byte behind the region.</summary>
    public long End => Start + Region;
}
