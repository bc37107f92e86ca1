using System.Collections.Immutable;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor.Esxi;

namespace Sim.Models.Scenarios;

/// <summary>Gives the vCPUs of VMs with high latency sensitivity a core each, VM by VM, as admission control and the host both do it.</summary>
/// <remarks>
/// A VM goes where its NUMA clients find their cores, to the home node with most left, the first of equals; a node hands out its last core first, so that vCPUs of
/// a VM share caches, and keeps some for everybody else. Which cores ESXi picks and how many it keeps is not published: assumed. Source: cpu-and-memory 2.7,
/// 2.8. Page: docs/models/esxi-cpu.md.
/// </remarks>
public sealed class ExclusiveCores
{
    private readonly CpuParameters _cpu;
    private readonly int _shared;
    private readonly int[] _left;

    /// <summary>A host that has given nothing away.</summary>
    /// <param name="cpu">Its processors.</param>
    /// <param name="shared">Cores that every node keeps for everybody.</param>
    public ExclusiveCores(CpuParameters cpu, int shared)
    {
        (_cpu, _shared) = (cpu, Math.Min(shared, cpu.CoresPerNode));
        _left = new int[cpu.Nodes];
        Array.Fill(_left, cpu.CoresPerNode - _shared);
    }

    /// <summary>Cores of a host that may still be given away.</summary>
    public int Left => _left.Sum();

    /// <summary>The pCPUs of every VM's vCPUs, VM by VM; nothing for a VM that has none of its own.</summary>
    /// <param name="cpu">The processors.</param>
    /// <param name="parameters">What nodes keep.</param>
    /// <param name="vms">The VMs, all of them admitted.</param>
    public static ImmutableArray<int>?[] Of(CpuParameters cpu, EsxiCpuParameters parameters, ImmutableArray<VmPlan> vms)
    {
        var cores = new ExclusiveCores(cpu, parameters.SharedCores);
        return [.. vms.Select(vm => vm.Esxi.LatencySensitivity == LatencySensitivity.High ? cores.TryTake(vm) : null)];
    }

    /// <summary>NUMA clients of a VM: it is split evenly into the fewest of at most as many vCPUs as a node has cores, or threads if it prefers them.</summary>
    /// <param name="cpu">The processors.</param>
    /// <param name="vm">The VM.</param>
    public static int ClientsOf(CpuParameters cpu, VmPlan vm)
    {
        var most = cpu.CoresPerNode * (vm.Esxi.PreferHT ? cpu.ThreadsPerCore : 1);
        most = Math.Min(most, vm.Esxi.MaxPerVirtualNode ?? most);
        return (vm.Vcpus + most - 1) / most;
    }

    /// <summary>Takes a core for every vCPU of a VM.</summary>
    /// <param name="vm">The VM.</param>
    /// <returns>The first pCPU of each core, by vCPU; nothing, and nothing is taken, when there are too few.</returns>
    public ImmutableArray<int>? TryTake(VmPlan vm)
    {
        var clients = ClientsOf(_cpu, vm);
        var home = -1;
        for (var node = 0; node < _left.Length; node++)
        {
            if ((home < 0 || _left[node] > _left[home]) && Fits(vm.Vcpus, clients, node)) home = node;
        }

        if (home < 0) return null;
        var pcpus = ImmutableArray.CreateBuilder<int>(vm.Vcpus);
        for (var vcpu = 0; vcpu < vm.Vcpus; vcpu++)
        {
            var node = NodeOf(vcpu, vm.Vcpus, clients, home);
            pcpus.Add(((node * _cpu.CoresPerNode) + _shared + --_left[node]) * _cpu.ThreadsPerCore);
        }

        return pcpus.MoveToImmutable();
    }

    private bool Fits(int vcpus, int clients, int home)
    {
        var wanted = new int[_left.Length];
        for (var vcpu = 0; vcpu < vcpus; vcpu++)
        {
            var node = NodeOf(vcpu, vcpus, clients, home);
            if (++wanted[node] > _left[node]) return false;
        }

        return true;
    }

    private int NodeOf(int vcpu, int vcpus, int clients, int home) => (home + (vcpu * clients / vcpus)) % _left.Length;
}
