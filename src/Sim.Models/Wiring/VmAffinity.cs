using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Scenarios;

namespace Sim.Models.Wiring;

/// <summary>Gives threads of a KVM host their affinity masks, and pinned VMs their memory.</summary>
/// <remarks>
/// The memory of a VM without a nodeset is touched first by its vCPUs: it lies on their nodes in proportion where each is pinned inside one node, else on the one of
/// their nodes that is asked for least CPU, and what does not fit spills to the others. With a nodeset none of it lies elsewhere (MPOL_BIND).
/// Source: Linux Documentation/admin-guide/mm/numa_memory_policy.rst; libvirt domain XML, numatune.
/// </remarks>
internal static class VmAffinity
{
    /// <summary>Places the VMs that are bound to a nodeset, before those that may go elsewhere take their room; nothing for the others.</summary>
    public static (int Home, double[] Shares)?[] PlaceBound(IReadOnlyList<VmPlan> plans, NumaPlacement numa, CoreTopology topology)
    {
        var places = new (int Home, double[] Shares)?[plans.Count];
        for (var id = 0; id < places.Length; id++) places[id] = plans[id].Pinning.Nodes is null ? null : Place(plans[id], numa, topology);
        return places;
    }

    /// <summary>Places the memory of a VM that is pinned; nothing for another.</summary>
    public static (int Home, double[] Shares)? Place(VmPlan plan, NumaPlacement numa, CoreTopology topology)
    {
        var nodes = plan.Pinning.Nodes;
        if (!plan.Pinning.IsPinned) return null;
        var bytes = (long)(plan.Memory.Configured * plan.Memory.Touched);
        var parts = PartsByVcpus(plan, topology, nodes, out var reachable);
        if (parts is not null) return numa.PlaceOn(bytes, OfferedLoad.Of(plan), parts, nodes);
        parts = new double[topology.Nodes];
        parts[numa.Roomiest(bytes, nodes ?? reachable)] = 1;
        return numa.PlaceOn(bytes, OfferedLoad.Of(plan), parts, nodes);
    }

    /// <summary>Gives every thread of a VM its mask; the threads must not have run yet.</summary>
    public static void Pin(FairScheduler scheduler, VmPlan plan, VirtualMachine vm, IReadOnlyList<World> worlds)
    {
        foreach (var world in worlds)
        {
            if (world.VmId == vm.Id) world.Affinity = plan.Pinning.CpusOf(world.Kind, Array.IndexOf(vm.Vcpus, world)) ?? scheduler.Housekeeping;
        }
    }

    /// <summary>Share of the vCPUs on each node where every one is pinned inside a node that the memory may lie on; else nothing.</summary>
    private static double[]? PartsByVcpus(VmPlan plan, CoreTopology topology, PcpuSet? nodes, out PcpuSet? reachable)
    {
        var parts = new double[topology.Nodes];
        var reached = new SortedSet<int>();
        reachable = null;
        for (var vcpu = 0; vcpu < plan.Vcpus; vcpu++)
        {
            if (plan.Pinning.CpusOf(WorldKind.Vcpu, vcpu) is not { } mask) return null;
            var of = mask.Members.Select(topology.NodeOf).Distinct().ToList();
            reached.UnionWith(of);
            if (of.Count == 1) parts[of[0]] += 1.0 / plan.Vcpus;
        }

        reachable = new PcpuSet(reached);
        var inside = 0.0;
        for (var node = 0; node < parts.Length; node++) inside += nodes?.Contains(node) == false ? 0 : parts[node];
        return inside > 1 - 1e-9 ? parts : null;
    }
}
