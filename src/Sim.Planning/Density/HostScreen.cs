using System.Collections.Immutable;
using Sim.Models.Hypervisor;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;

namespace Sim.Planning.Density;

/// <summary>Closed-form bounds on the number of VMs, to know where to simulate: CPU time offered against CPU time there is, reservations, and memory.</summary>
/// <remarks>Screened, not simulated: it places the points of the search and is reported as such. Source: utilisation law;
/// <see cref="MemoryOvercommit"/>.</remarks>
public static class HostScreen
{
    private const double ReferenceClock = 3e9;

    /// <summary>Twenty fifths of a core are four cores, whatever the last bit of the sum says.</summary>
    private const double RoundingSlack = 1e-9;

    /// <summary>The share of a host's CPU capacity (both threads of every core counted at the SMT throughput) that the VMs offer.</summary>
    /// <remarks>Under ESXi cores that one vCPU has to itself, and what runs on them, are left out on both sides.</remarks>
    /// <param name="host">Hardware.</param>
    /// <param name="hypervisor">Hypervisor and knobs.</param>
    /// <param name="vms">The VMs.</param>
    public static double CpuLoad(HostSpec host, HypervisorSpec hypervisor, ImmutableArray<VmPlan> vms)
    {
        var perCore = host.Cpu.ThreadsPerCore == 2 ? host.Cpu.SmtThroughput : 1;
        var (load, cores) = (0.0, host.Cpu.Cores);
        foreach (var vm in vms)
        {
            if (hypervisor.Kind == HypervisorKind.Esxi && vm.Esxi.LatencySensitivity == LatencySensitivity.High) cores -= vm.Vcpus;
            else load += OfferedLoad.Of(vm);
        }

        // Too few cores left is a matter of admission.
        return load * ReferenceClock / host.Cpu.Clock / (Math.Max(1, cores) * perCore);
    }

    /// <summary>Where the memory of the VMs would come to rest.</summary>
    public static MemorySettlement Memory(HostSpec host, HypervisorSpec hypervisor, ImmutableArray<VmPlan> vms) =>
        MemoryOvercommit.Settle(HypervisorChoice.Of(hypervisor, host.Cpu).Memory, host.Memory, [.. vms.Select(vm => vm.MemoryUnder(hypervisor.Kind))]);

    /// <summary>The largest number of VMs that offers no more than the whole CPU, is admitted and whose memory fits without swapping; 1 at least.</summary>
    /// <param name="host">Hardware.</param>
    /// <param name="hypervisor">Hypervisor and knobs.</param>
    /// <param name="mix">The first n VMs of the mix.</param>
    /// <param name="most">Most VMs looked at.</param>
    public static int Limit(HostSpec host, HypervisorSpec hypervisor, Func<int, ImmutableArray<VmPlan>> mix, int most)
    {
        int low = 1, high = most;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var vms = mix(middle);
            if (CpuLoad(host, hypervisor, vms) <= 1 + RoundingSlack && CpuAdmission.Admits(host, hypervisor, vms) && DiskRegions.Fit(host, vms) && Memory(host, hypervisor, vms) is { Swapped: 0, IsFeasible: true }) low = middle;
            else high = middle - 1;
        }

        return low;
    }
}
