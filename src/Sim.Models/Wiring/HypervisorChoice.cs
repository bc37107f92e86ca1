using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Scenarios;

namespace Sim.Models.Wiring;

/// <summary>What a hypervisor brings to the host: policies, costs and paths.</summary>
/// <param name="Policy">Who runs where.</param>
/// <param name="Dispatch">Dispatching costs.</param>
/// <param name="Guest">Costs inside guests.</param>
/// <param name="DriveInterrupt">From a drive's interrupt to whoever asked.</param>
/// <param name="Network">Network path.</param>
/// <param name="Memory">Memory reclaim.</param>
/// <param name="VcpuPolling">Halt polling.</param>
/// <param name="CoScheduling">Co-scheduling thresholds, or null.</param>
public sealed record HypervisorChoice(
    IWorldScheduler Policy, DispatchCosts Dispatch, GuestCosts Guest, SimDuration DriveInterrupt, NetPathParameters Network,
    MemoryOvercommitParameters Memory, PollPolicy VcpuPolling, EsxiCpuParameters? CoScheduling)
{
    /// <summary>The power management that a specification chooses for a host.</summary>
    public static PowerManagement PowerOf(HypervisorSpec hypervisor, CpuParameters cpu) => hypervisor.Kind == HypervisorKind.Kvm
        ? hypervisor.Kvm.Power.Build(cpu, KernelPreset.SchedulerOf(hypervisor.Kvm, cpu.Pcpus).TickRate)
        : hypervisor.Esxi.Power.Build(cpu);

    /// <summary>What builds the ways of virtual disks.</summary>
    /// <param name="hypervisor">The specification.</param>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host's pCPUs.</param>
    /// <param name="array">The drives.</param>
    /// <param name="streams">Sources of chance.</param>
    /// <param name="interrupts">Handlers of interrupts; null where they are delays alone.</param>
    public static IDiskPaths DisksOf(
        HypervisorSpec hypervisor, EventCalendar calendar, CpuDispatcher dispatcher, StorageArray array, RngStreams streams, HostInterrupts? interrupts) =>
        hypervisor.Kind == HypervisorKind.Kvm
            ? new KvmDiskPaths(
                calendar, dispatcher, hypervisor.Kvm.Disk, array, array.Drives.Count, streams, CacheOf(hypervisor.Kvm.Disk, KvmDiskPaths.InterruptOf(hypervisor.Kvm.Disk), calendar, streams, interrupts))
            : new EsxiDiskPaths(calendar, dispatcher, hypervisor.Esxi.Disk, array, CacheOf(hypervisor.Esxi.Disk, hypervisor.Esxi.Disk.HostInterrupt, calendar, streams));

    private static SsdCache? CacheOf(BlockPathParameters disk, SimDuration interrupt, EventCalendar calendar, RngStreams streams, HostInterrupts? interrupts = null) =>
        disk.SsdCache is { } cache ? new SsdCache(calendar, cache, interrupt, streams, interrupts) : null;

    /// <summary>The handlers of the drives' interrupts, which a KVM host runs on its pCPUs; null where they are delays alone.</summary>
    /// <param name="hypervisor">The specification.</param>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host's pCPUs.</param>
    /// <param name="clock">The host's clock, hertz.</param>
    internal static HostInterrupts? HandlersOf(HypervisorSpec hypervisor, EventCalendar calendar, CpuDispatcher dispatcher, double clock) => hypervisor.Kind == HypervisorKind.Kvm
        ? KvmDiskPaths.HandlersOf(
            hypervisor.Kvm.Disk, calendar, dispatcher, SimDuration.FromSeconds(hypervisor.Kvm.Guest.ExitsOn(dispatcher.Generation).Kernel / clock))
        : null;

    /// <summary>What running in one VM's guest costs, every help that was left to the hypervisor decided, with the pages of its memory.</summary>
    /// <param name="hypervisor">The specification.</param>
    /// <param name="cpu">The processors of the host.</param>
    /// <param name="vm">The VM.</param>
    internal static GuestCosts GuestOf(HypervisorSpec hypervisor, CpuParameters cpu, VmPlan vm)
    {
        var costs = hypervisor.Kind == HypervisorKind.Kvm ? vm.Kvm.Of(hypervisor.Kvm.Guest).Offered(offers: true) : hypervisor.Esxi.Guest.Offered(offers: false);
        return costs with { TranslationOverhead = costs.TranslationOverhead * vm.Pages.Factor(costs, cpu, (long)(vm.Memory.Configured * vm.Memory.Active)) };
    }

    /// <summary>The parts of the hypervisor that a specification chooses.</summary>
    /// <param name="hypervisor">The specification.</param>
    /// <param name="cpu">The processors of the host.</param>
    public static HypervisorChoice Of(HypervisorSpec hypervisor, CpuParameters cpu)
    {
        if (hypervisor.Kind == HypervisorKind.Kvm)
        {
            var kvm = hypervisor.Kvm;
            return new HypervisorChoice(
                new FairScheduler(KernelPreset.SchedulerOf(kvm, cpu.Pcpus)), kvm.Dispatch, kvm.Guest.Offered(offers: true), KvmDiskPaths.InterruptOf(kvm.Disk), kvm.Network, kvm.Memory,
                new PollPolicy(kvm.HaltPoll, kvm.HaltPollGrowStart, KernelPreset.Of(kvm).HaltPollShrink), CoScheduling: null);
        }

        var esxi = hypervisor.Esxi;
        return new HypervisorChoice(
            new ProportionalShareScheduler(esxi.Scheduler), esxi.Dispatch, esxi.Guest.Offered(offers: false), esxi.Disk.HostInterrupt, esxi.Network, esxi.Memory,
            PollPolicy.Off, esxi.Scheduler);
    }
}
