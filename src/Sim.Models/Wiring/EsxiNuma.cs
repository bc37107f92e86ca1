using Sim.Core.Events;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Scenarios;

namespace Sim.Models.Wiring;

/// <summary>Sizes the NUMA clients of VMs on an ESXi host, places them and hands them to the NUMA scheduler.</summary>
internal sealed class EsxiNuma
{
    private readonly CpuParameters _cpu;
    private readonly NumaPlacement _memory;
    private readonly EsxiNumaParameters _parameters;

    /// <summary>A host without VMs.</summary>
    public EsxiNuma(
        EventCalendar calendar, CpuDispatcher dispatcher, ProportionalShareScheduler policy, CpuParameters cpu, NumaPlacement memory, EsxiNumaParameters parameters)
    {
        (_cpu, _memory, _parameters) = (cpu, memory, parameters);
        Scheduler = new NumaScheduler(calendar, dispatcher, policy, memory, parameters);
    }

    /// <summary>Moves the clients.</summary>
    public NumaScheduler Scheduler { get; }

    /// <summary>Makes the clients of a VM whose vCPUs have their home nodes.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="plan">What it is.</param>
    /// <param name="shares">Part of the VM's memory on each node.</param>
    /// <param name="stallFraction">Share of its time stalled on memory when all is local.</param>
    public void Add(VirtualMachine vm, VmPlan plan, double[] shares, double stallFraction)
    {
        var clients = ExclusiveCores.ClientsOf(_cpu, plan);
        var seesNodes = plan.Vcpus >= _parameters.VirtualNodeVcpus && !plan.Esxi.CpuHotAdd;
        var bytes = clients == 1 || seesNodes ? (long)(plan.Memory.Configured * plan.Memory.Touched) / clients : 0;
        for (var client = 0; client < clients; client++)
        {
            World[] worlds = [.. vm.Vcpus.Where((_, i) => i * clients / vm.Vcpus.Length == client)];
            // A guest that sees its nodes keeps what a task works on beside it; else all of them work on all of the memory.
            var own = clients > 1 && seesNodes ? OwnShares(shares, worlds[0].HomeNode, clients) : (double[])shares.Clone();
            var speeds = _memory.Speeds(own, stallFraction);
            var stalls = NumaPlacement.Stalls(speeds, stallFraction);
            foreach (var world in worlds) (world.NodeSpeed, world.StallShare) = (speeds, stalls);
            Scheduler.Add(new NumaClient(vm.Id, worlds, bytes, own, stallFraction));
        }
    }

    /// <summary>What one of several clients works on: the VM's memory on its node, up to its part of the whole, the rest from what other nodes hold too much of.</summary>
    private static double[] OwnShares(double[] shares, int node, int clients)
    {
        var own = new double[shares.Length];
        own[node] = Math.Min(1, shares[node] * clients);
        var spilt = 0.0;
        for (var other = 0; other < shares.Length; other++) spilt += other == node ? 0 : Math.Max(0, shares[other] - (1.0 / clients));
        for (var other = 0; other < shares.Length && own[node] < 1; other++)
        {
            if (other == node) continue;
            var part = spilt > 0 ? Math.Max(0, shares[other] - (1.0 / clients)) / spilt : shares[other] / (1 - shares[node]);
            own[other] = (1 - own[node]) * part;
        }

        return own;
    }
}
