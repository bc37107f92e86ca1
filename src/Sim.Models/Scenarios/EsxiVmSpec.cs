using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>What one VM may claim of CPU and memory under ESXi.</summary>
public sealed record EsxiVmSpec
{
    /// <summary>The resource pool it is in; empty for the host itself.</summary>
    [Parameter("Resource pool of the VM, a name of hypervisor.esxi.pools; not given: the host itself.")]
    public string Pool { get; init; } = "";

    /// <summary>Weight among its siblings.</summary>
    [Parameter("CPU shares of the VM among its siblings: low, normal or high (500, 1000 or 2000 a vCPU) or a number for the whole VM.",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 2.2: 500, 1000, 2000 a vCPU")]
    public string Shares { get; init; } = "normal";

    /// <summary>Floor, hertz.</summary>
    [Parameter("CPU the whole VM is given whenever it wants it.", Dimension = Dimension.Frequency, Min = 0, Max = 10_000_000, Unit = "MHz")]
    public double Reservation { get; init; }

    /// <summary>Cap, hertz; nothing: none.</summary>
    [Parameter("CPU the whole VM never exceeds; not given: no cap.", Dimension = Dimension.Frequency, Min = 1, Max = 10_000_000, Unit = "MHz")]
    public double? Limit { get; init; }

    /// <summary>Memory that is never taken from it, bytes.</summary>
    [Parameter("Memory of the VM that is never ballooned or swapped.", Dimension = Dimension.Bytes, Min = 0, Max = 25165824, Unit = "MiB")]
    public long MemoryReservation { get; init; }

    /// <summary>Whether its vCPUs have cores of their own.</summary>
    [Parameter("Latency sensitivity: normal, or high: each vCPU has a core of its own and does not halt to the scheduler; asks for a full reservation of CPU and memory.",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 2.8: normal by default")]
    public LatencySensitivity LatencySensitivity { get; init; }

    /// <summary>Whether NUMA clients are sized by threads instead of cores.</summary>
    [Parameter("numa.vcpu.preferHT: whether a NUMA client may have as many vCPUs as its node has threads, not cores.",
        Certainty = Certainty.Primary, Source = "cpu-and-memory 2.7; Numa.PreferHT is 0 in ESXi 6.x and 8.0.3")]
    public bool PreferHT { get; init; }

    /// <summary>Most vCPUs of one NUMA client; nothing: what a node has.</summary>
    [Parameter("numa.vcpu.maxPerVirtualNode: most vCPUs of one NUMA client; not given: as many as a node has cores.", Min = 1, Max = 768)]
    public int? MaxPerVirtualNode { get; init; }

    /// <summary>Whether vCPUs may be added while it runs.</summary>
    [Parameter("CPU hot-add: the guest sees no NUMA nodes, and the memory of a VM of several clients is interleaved between them.",
        Certainty = Certainty.Secondary, Source = "cpu-and-memory 2.7: off by default")]
    public bool CpuHotAdd { get; init; }

    /// <summary>Weight among VMs on a congested device.</summary>
    [Parameter("Disk shares of the VM, under Storage I/O Control (hypervisor.esxi.disk.ioControl).", Min = 1, Max = 1_000_000,
        Certainty = Certainty.Assumed, Source = "general knowledge: 500, 1000, 2000 are low, normal, high")]
    public int DiskShares { get; init; } = 1000;

    /// <summary>Disk requests per second that the VM never exceeds; nothing: no limit.</summary>
    [Parameter("Disk requests per second that the VM never exceeds (limit of its file); not given: no limit.", Dimension = Dimension.Rate, Min = 16, Max = 100_000_000, Unit = "/s")]
    public double? DiskLimit { get; init; }
}
