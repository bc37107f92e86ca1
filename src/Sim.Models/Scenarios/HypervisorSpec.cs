using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>The hypervisor and its knobs; blocks of the other kind are ignored by a run, so that one file can hold both for a comparison.</summary>
public sealed record HypervisorSpec
{
    /// <summary>Which one runs.</summary>
    [Parameter("Which hypervisor runs; compare and density run both.")]
    public HypervisorKind Kind { get; init; }

    /// <summary>Linux KVM.</summary>
    [Parameter("Linux KVM.")]
    public KvmSpec Kvm { get; init; } = new();

    /// <summary>VMware ESXi.</summary>
    [Parameter("VMware ESXi.")]
    public EsxiSpec Esxi { get; init; } = new();
}

/// <summary>Linux KVM with QEMU and libvirt.</summary>
public sealed record KvmSpec
{
    /// <summary>Fair scheduler.</summary>
    [Parameter("Linux fair scheduler.")]
    public EevdfParameters Scheduler { get; init; } = new();

    /// <summary>Dispatching costs.</summary>
    [Parameter("Costs of dispatching.")]
    public DispatchCosts Dispatch { get; init; } = new();

    /// <summary>Costs inside guests.</summary>
    [Parameter("Costs inside guests.")]
    public GuestCosts Guest { get; init; } = new();

    /// <summary>Disk path.</summary>
    [Parameter("Virtual disk path.")]
    public BlockPathParameters Disk { get; init; } = BlockPathParameters.VirtioBlkIothread;

    /// <summary>Network path.</summary>
    [Parameter("Virtual NIC path.")]
    public NetPathParameters Network { get; init; } = NetPathParameters.VhostNet;

    /// <summary>Memory reclaim.</summary>
    [Parameter("Memory overhead and reclaim.")]
    public MemoryOvercommitParameters Memory { get; init; } = MemoryOvercommitParameters.Kvm;

    /// <summary>Longest halt-polling window.</summary>
    [Parameter("halt_poll_ns: longest window a halted vCPU polls; 0 us is off.", Min = 0, Max = 10000, Unit = "us",
        Certainty = Certainty.Primary, Source = "Linux virt/kvm/kvm_main.c: 200000 ns on x86")]
    public SimDuration HaltPoll { get; init; } = SimDuration.FromMicroseconds(200);
}

/// <summary>VMware ESXi.</summary>
public sealed record EsxiSpec
{
    /// <summary>CPU scheduler.</summary>
    [Parameter("ESXi CPU scheduler.")]
    public EsxiCpuParameters Scheduler { get; init; } = new();

    /// <summary>Dispatching costs.</summary>
    [Parameter("Costs of dispatching.")]
    public DispatchCosts Dispatch { get; init; } = new();

    /// <summary>Costs inside guests.</summary>
    [Parameter("Costs inside guests.")]
    public GuestCosts Guest { get; init; } = new();

    /// <summary>Disk path.</summary>
    [Parameter("Virtual disk path.")]
    public BlockPathParameters Disk { get; init; } = BlockPathParameters.Pvscsi;

    /// <summary>Network path.</summary>
    [Parameter("Virtual NIC path.")]
    public NetPathParameters Network { get; init; } = NetPathParameters.Vmxnet3;

    /// <summary>Memory reclaim.</summary>
    [Parameter("Memory overhead and reclaim.")]
    public MemoryOvercommitParameters Memory { get; init; } = MemoryOvercommitParameters.Esxi;
}
