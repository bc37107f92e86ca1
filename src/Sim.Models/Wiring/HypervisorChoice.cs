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
/// <param name="Disk">Disk path.</param>
/// <param name="Network">Network path.</param>
/// <param name="Memory">Memory reclaim.</param>
/// <param name="VcpuPolling">Halt polling.</param>
/// <param name="CoScheduling">Co-scheduling thresholds, or null.</param>
public sealed record HypervisorChoice(
    IWorldScheduler Policy, DispatchCosts Dispatch, GuestCosts Guest, BlockPathParameters Disk, NetPathParameters Network,
    MemoryOvercommitParameters Memory, PollPolicy VcpuPolling, EsxiCpuParameters? CoScheduling)
{
    /// <summary>The power management that a specification chooses for a host.</summary>
    public static PowerManagement PowerOf(HypervisorSpec hypervisor, CpuParameters cpu) => hypervisor.Kind == HypervisorKind.Kvm
        ? hypervisor.Kvm.Power.Build(cpu, KernelPreset.SchedulerOf(hypervisor.Kvm, cpu.Pcpus).TickRate)
        : hypervisor.Esxi.Power.Build(cpu);

    /// <summary>The parts of the hypervisor that a specification chooses.</summary>
    /// <param name="hypervisor">The specification.</param>
    /// <param name="cpu">The processors of the host.</param>
    public static HypervisorChoice Of(HypervisorSpec hypervisor, CpuParameters cpu)
    {
        if (hypervisor.Kind == HypervisorKind.Kvm)
        {
            var kvm = hypervisor.Kvm;
            return new HypervisorChoice(
                new FairScheduler(KernelPreset.SchedulerOf(kvm, cpu.Pcpus)), kvm.Dispatch, kvm.Guest.Offered(offers: true), kvm.Disk, kvm.Network, kvm.Memory,
                new PollPolicy(kvm.HaltPoll, SimDuration.FromMicroseconds(10), KernelPreset.Of(kvm).HaltPollShrink), CoScheduling: null);
        }

        var esxi = hypervisor.Esxi;
        return new HypervisorChoice(
            new ProportionalShareScheduler(esxi.Scheduler), esxi.Dispatch, esxi.Guest.Offered(offers: false), esxi.Disk, esxi.Network, esxi.Memory,
            PollPolicy.Off, esxi.Scheduler);
    }
}
