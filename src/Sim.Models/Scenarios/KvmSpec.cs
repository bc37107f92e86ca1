using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>Linux KVM with QEMU and libvirt.</summary>
public sealed record KvmSpec
{
    /// <summary>The kernel whose settings hold where the file is silent, by name of a <see cref="KernelPreset"/>.</summary>
    [Parameter("Kernel of the host, which sets what scheduler leaves out: custom, rhel8, rhel9, ubuntu22.04, ubuntu24.04, debian12, debian13, linux6.5, linux6.18, linux7.0.")]
    public string Kernel { get; init; } = KernelPreset.Custom;

    /// <summary>Fair scheduler.</summary>
    [Parameter("Linux fair scheduler.")]
    public FairSchedulerSpec Scheduler { get; init; } = new();

    /// <summary>CPUs that only pinned threads use, as a CPU list; empty for none.</summary>
    [Parameter("isolcpus: CPUs in no scheduling domain, which run only what is pinned to them, neither other threads nor device interrupts, and are never balanced, e.g. 4-31; not given: none.")]
    public string IsolatedCpus { get; init; } = "";

    /// <summary>Whether the kernel keeps interrupts' time apart from that of the threads they interrupt.</summary>
    [Parameter("CONFIG_IRQ_TIME_ACCOUNTING: time of drives' interrupt handlers is not charged to the thread that they interrupt; without, the scheduler takes it for the thread's own.",
        Certainty = Certainty.Secondary, Source = "Linux init/Kconfig: off unless chosen; off in Ubuntu 20.10 (tanelpoder.com, Is Your Linux Version Hiding Interrupt CPU Usage From You, 2021)")]
    public bool IrqTimeAccounting { get; init; }

    /// <summary>Dispatching costs.</summary>
    [Parameter("Costs of dispatching.")]
    public DispatchCosts Dispatch { get; init; } = new();

    /// <summary>Costs inside guests.</summary>
    [Parameter("Costs inside guests.")]
    public GuestCosts Guest { get; init; } = new();

    /// <summary>Disk path.</summary>
    [Parameter("Virtual disks and their way through the host.")]
    public KvmDiskParameters Disk { get; init; } = new();

    /// <summary>Network path.</summary>
    [Parameter("Virtual NIC path.")]
    public NetPathParameters Network { get; init; } = NetPathParameters.VhostNet;

    /// <summary>Memory reclaim.</summary>
    [Parameter("Memory overhead and reclaim.")]
    public MemoryOvercommitParameters Memory { get; init; } = MemoryOvercommitParameters.Kvm;

    /// <summary>Automatic NUMA balancing.</summary>
    [Parameter("Automatic NUMA balancing on hosts of several nodes.")]
    public NumaBalancingParameters NumaBalancing { get; init; } = new();

    /// <summary>Clocks and idle states.</summary>
    [Parameter("Clocks and idle states.")]
    public KvmPowerParameters Power { get; init; } = new();

    /// <summary>Longest halt-polling window.</summary>
    [Parameter("halt_poll_ns: longest window a halted vCPU polls; 0 us is off.", Min = 0, Max = 10000, Unit = "us",
        Certainty = Certainty.Primary, Source = "Linux virt/kvm/kvm_main.c: 200000 ns on x86")]
    public SimDuration HaltPoll { get; init; } = SimDuration.FromMicroseconds(200);

    /// <summary>First halt-polling window.</summary>
    [Parameter("halt_poll_ns_grow_start: the window when it grows from nothing, at most haltPoll.", Min = 0, Max = 10000, Unit = "us",
        Certainty = Certainty.Primary, Source = "Linux virt/kvm/kvm_main.c: 10000 ns")]
    public SimDuration HaltPollGrowStart { get; init; } = SimDuration.FromMicroseconds(10);
}
