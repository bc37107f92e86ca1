using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor;

/// <summary>How a hypervisor gives memory back that VMs asked for but the host does not have.</summary>
public sealed record MemoryOvercommitParameters
{
    /// <summary>Memory of the hypervisor itself.</summary>
    [Parameter("Memory the hypervisor itself takes.", Dimension = Dimension.Bytes, Min = 0, Max = 256, Unit = "GiB",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 4.1 (VMkernel 2-64 GB), cpu-and-memory 5.5 (Linux host 2-4 GB)")]
    public long HostReserve { get; init; } = 4L << 30;

    /// <summary>Fixed memory a VM costs beyond its own.</summary>
    [Parameter("Fixed overhead of a VM.", Dimension = Dimension.Bytes, Min = 0, Max = 4096, Unit = "MiB",
        Certainty = Certainty.Primary, Source = "KubeVirt's formula without per-VM daemons; VMware overhead table (own fit)")]
    public long OverheadPerVm { get; init; } = 70L << 20;

    /// <summary>Memory a vCPU costs.</summary>
    [Parameter("Overhead of one vCPU.", Dimension = Dimension.Bytes, Min = 0, Max = 256, Unit = "MiB",
        Certainty = Certainty.Primary, Source = "KubeVirt 8 MiB; VMware table 4 MB")]
    public long OverheadPerVcpu { get; init; } = 8L << 20;

    /// <summary>Overhead per byte of guest memory.</summary>
    [Parameter("Overhead as a share of guest memory (page tables).", Dimension = Dimension.Fraction, Min = 0, Max = 10, Unit = "%",
        Certainty = Certainty.Primary, Source = "KubeVirt 1/512; VMware table 0.74 %")]
    public double OverheadShare { get; init; } = 1.0 / 512;

    /// <summary>Share of touched memory that page sharing collapses under pressure.</summary>
    [Parameter("Share of touched memory that page sharing collapses under pressure.", Dimension = Dimension.Fraction, Min = 0, Max = 60, Unit = "%",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 4.4: 3-8 % inside a VM; KSM is off by default")]
    public double Shareable { get; init; }

    /// <summary>Most of a VM's memory that a balloon takes.</summary>
    [Parameter("Most of a VM's memory that ballooning takes; 0 % when nobody drives a balloon.", Dimension = Dimension.Fraction, Min = 0, Max = 65, Unit = "%",
        Certainty = Certainty.Primary, Source = "ESXi Mem.CtlMaxPercent 65; Linux has no automatic balloon by default")]
    public double BalloonLimit { get; init; }

    /// <summary>Whether the host knows which pages are idle when it swaps, or takes any.</summary>
    [Parameter("Whether host swapping takes the least recently used pages (Linux) or any (ESXi).",
        Certainty = Certainty.Secondary, Source = "cpu-and-memory 4.5, 5.3")]
    public bool SwapsLeastRecentlyUsed { get; init; } = true;

    /// <summary>Whether a vCPU that touches a swapped page waits until it is back, or the guest runs something else there meanwhile.</summary>
    [Parameter("Whether a vCPU that touches a swapped page waits for it (ESXi), or the guest runs another task meanwhile (Linux, asynchronous page faults).",
        Certainty = Certainty.Secondary, Source = "cpu-and-memory 2.9: %SWPWT; cpu-and-memory 5.3: async page fault lets a Linux guest run another task")]
    public bool SwapInBlocksVcpu { get; init; }

    /// <summary>Memory that a VM costs beyond its own, bytes.</summary>
    internal long OverheadOf(in MemoryDemand vm) => OverheadPerVm + (vm.Vcpus * OverheadPerVcpu) + (long)(vm.Configured * OverheadShare);

    /// <summary>Linux with QEMU and libvirt: no sharing, no balloon, swap by age.</summary>
    public static MemoryOvercommitParameters Kvm { get; } = new();

    /// <summary>ESXi: sharing inside VMs, balloon to 65 %, then swap of random pages.</summary>
    public static MemoryOvercommitParameters Esxi { get; } = new()
    {
        OverheadPerVm = (long)(14.4 * (1 << 20)),
        OverheadPerVcpu = (long)(3.98 * (1 << 20)),
        OverheadShare = 0.0074,
        Shareable = 0.05,
        BalloonLimit = 0.65,
        SwapsLeastRecentlyUsed = false,
        SwapInBlocksVcpu = true,
    };
}
