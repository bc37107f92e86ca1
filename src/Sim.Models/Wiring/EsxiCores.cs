using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Scenarios;

namespace Sim.Models.Wiring;

/// <summary>Cores of VMs with high latency sensitivity on an ESXi host: taken away from everybody before any VM runs, then given to their vCPUs.</summary>
internal sealed class EsxiCores
{
    private readonly ProportionalShareScheduler _policy;
    private readonly CpuDispatcher _dispatcher;
    private readonly ImmutableArray<int>?[] _pcpus;

    /// <summary>Takes the cores.</summary>
    public EsxiCores(ProportionalShareScheduler policy, CpuDispatcher dispatcher, CpuParameters cpu, EsxiCpuParameters parameters, ImmutableArray<VmPlan> vms)
    {
        (_policy, _dispatcher) = (policy, dispatcher);
        _pcpus = ExclusiveCores.Of(cpu, parameters, vms);
        for (var id = 0; id < vms.Length; id++)
        {
            Check.That(vms[id].Esxi.LatencySensitivity == LatencySensitivity.Normal || _pcpus[id] is not null, "a VM was admitted for which no exclusive cores are left");
            foreach (var pcpu in _pcpus[id] ?? []) policy.WithdrawCore(pcpu);
        }
    }

    /// <summary>Places the memory of those VMs beside their cores, before others take its room.</summary>
    public void PlaceMemory(ImmutableArray<VmPlan> vms, NumaPlacement numa, (int Home, double[] Shares)?[] places)
    {
        for (var id = 0; id < vms.Length; id++)
        {
            if (_pcpus[id] is not { } pcpus) continue;
            var parts = new double[_dispatcher.Topology.Nodes];
            foreach (var pcpu in pcpus) parts[_dispatcher.Topology.NodeOf(pcpu)] += 1.0 / pcpus.Length;
            var (_, shares) = numa.PlaceOn((long)(vms[id].Memory.Configured * vms[id].Memory.Touched), OfferedLoad.Of(vms[id]), parts, only: null);
            places[id] = (_dispatcher.Topology.NodeOf(pcpus[0]), shares);
        }
    }

    /// <summary>Gives the vCPUs of a VM their cores.</summary>
    /// <returns>Whether it has any.</returns>
    public bool Give(int id, VirtualMachine vm)
    {
        if (_pcpus[id] is not { } pcpus) return false;
        for (var i = 0; i < vm.Vcpus.Length; i++) _policy.GiveCore(vm.Vcpus[i], pcpus[i]);
        return true;
    }

    /// <summary>Starts the vCPUs of a VM that is in its pool: from now on they never leave their cores.</summary>
    public void Occupy(VirtualMachine vm)
    {
        foreach (var vcpu in vm.Vcpus) _dispatcher.Occupy(vcpu);
    }
}
