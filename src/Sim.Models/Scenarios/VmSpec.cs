using Sim.Models.Hypervisor.Guest;
using Sim.Models.Parameters;
using Sim.Models.Workload;

namespace Sim.Models.Scenarios;

/// <summary>A group of like VMs.</summary>
public sealed record VmSpec
{
    /// <summary>Name of the group; VMs are called name0, name1, ...</summary>
    [Parameter("Name of the group; its VMs are name0, name1, ...")]
    public required string Name { get; init; }

    /// <summary>How many.</summary>
    [Parameter("How many VMs.", Min = 1, Max = 10_000)]
    public int Count { get; init; } = 1;

    /// <summary>vCPUs of one.</summary>
    [Parameter("vCPUs of one VM.", Min = 1, Max = 768)]
    public required int Vcpus { get; init; }

    /// <summary>Memory of one, bytes.</summary>
    [Parameter("Memory of one VM.", Dimension = Dimension.Bytes, Min = 64, Max = 25165824, Unit = "MiB")]
    public required long Memory { get; init; }

    /// <summary>Share of the memory ever touched.</summary>
    [Parameter("Share of the memory ever touched.", Dimension = Dimension.Fraction, Min = 1, Max = 100, Unit = "%",
        Certainty = Certainty.Assumed, Source = "own choice: guests fill their page cache in time")]
    public double Touched { get; init; } = 0.9;

    /// <summary>Share of the memory in regular use.</summary>
    [Parameter("Share of the memory in regular use.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%",
        Certainty = Certainty.Assumed, Source = "own choice: a third, as active-memory estimates of fleets tend to show")]
    public double Active { get; init; } = 0.35;

    /// <summary>Pages that its guest and the host map its memory with.</summary>
    [Parameter("Pages that the memory of one VM is mapped with.")]
    public GuestPages Pages { get; init; } = new();

    /// <summary>Its CPU cgroups under KVM.</summary>
    [Parameter("CPU weight and caps of one VM under KVM.")]
    public CgroupSpec Cgroup { get; init; } = new();

    /// <summary>Where its threads and its memory may be under KVM.</summary>
    [Parameter("CPUs and NUMA nodes that one VM is pinned to under KVM.")]
    public PinningSpec Pinning { get; init; } = new();

    /// <summary>What QEMU tells the guest and asks of the host's scheduler under KVM.</summary>
    [Parameter("Hints to the guest and slices of the threads of one VM under KVM.")]
    public KvmVmSpec Kvm { get; init; } = new();

    /// <summary>What it may claim of the CPU under ESXi.</summary>
    [Parameter("Resource pool, shares, reservation and limit of one VM under ESXi.")]
    public EsxiVmSpec Esxi { get; init; } = new();

    /// <summary>What it does.</summary>
    [Parameter("What the VM does.")]
    public required WorkloadSpec Workload { get; init; }
}
