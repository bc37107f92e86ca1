using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Workload;

namespace Sim.Models.Scenarios;

/// <summary>One VM to be built: the groups of a scenario spelled out.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Vcpus">vCPUs.</param>
/// <param name="Memory">Its memory.</param>
/// <param name="Workload">What it does.</param>
public sealed record VmPlan(string Name, int Vcpus, MemoryDemand Memory, WorkloadSpec Workload)
{
    /// <summary>Pages that its guest and the host map its memory with.</summary>
    public GuestPages Pages { get; init; } = new();

    /// <summary>Its CPU cgroups under KVM.</summary>
    public CgroupSpec Cgroup { get; init; } = new();

    /// <summary>Where its threads and its memory may be under KVM.</summary>
    public PinningSpec Pinning { get; init; } = new();

    /// <summary>What QEMU tells the guest and asks of the host's scheduler under KVM.</summary>
    public KvmVmSpec Kvm { get; init; } = new();

    /// <summary>What it may claim of the CPU under ESXi.</summary>
    public EsxiVmSpec Esxi { get; init; } = new();

    /// <summary>Its memory as a hypervisor sees it: only ESXi knows of reservations.</summary>
    /// <param name="kind">The hypervisor.</param>
    public MemoryDemand MemoryUnder(HypervisorKind kind) => kind == HypervisorKind.Esxi ? Memory with { Reserved = Esxi.MemoryReservation } : Memory;
}
