using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Scenarios;

namespace Sim.Models.Wiring;

/// <summary>Puts a VM's threads into the cgroups that libvirt makes for them.</summary>
/// <remarks>
/// <c>machine.slice / NAME / vcpuN | emulator | iothreadN</c>, each of the inner groups with cpu.weight 100; the vhost thread counts as
/// emulator. An inner group is made only where it is capped: of one thread and without a cap it is the thread itself.
/// Source: libvirt src/hypervisor/domain_cgroup.c, virDomainCgroupSetupVcpu.
/// </remarks>
internal static class VmCgroups
{
    /// <summary>Makes the groups of a VM whose threads have all been made and have not run yet.</summary>
    public static void Make(CgroupTree groups, int vmId, string name, CgroupSpec spec, IReadOnlyList<World> worlds)
    {
        // cpu.weight 100 is a weight of 1024, rounded as sched_weight_from_cgroup does.
        int? weight = spec.Weight is { } given ? ((given * 1024) + 50) / 100 : null;
        var vm = groups.AddVm(vmId, name, weight, spec.Cap(spec.Quota));
        foreach (var world in worlds)
        {
            if (world.VmId != vmId) continue;
            SimDuration? quota = world.Kind switch
            {
                WorldKind.Vcpu => spec.VcpuQuota,
                WorldKind.Storage => spec.IothreadQuota,
                _ => spec.EmulatorQuota,
            };
            var group = spec.Cap(quota) is { } cap
                ? groups.Add(world.Name[(name.Length + 1)..], vm, quota: cap)
                : vm;
            group.Add(world);
        }
    }

    /// <summary>Gives the threads of a VM the slices that they ask for.</summary>
    public static void SetSlices(FairScheduler scheduler, int vmId, KvmVmSpec spec, IReadOnlyList<World> worlds)
    {
        foreach (var world in worlds)
        {
            if (world.VmId == vmId && spec.SliceOf(world.Kind) is { } slice) scheduler.SetSlice(world, slice);
        }
    }
}
