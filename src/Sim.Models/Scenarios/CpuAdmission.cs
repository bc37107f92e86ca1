using Sim.Models.Hypervisor;

namespace Sim.Models.Scenarios;

/// <summary>Admission control of ESXi: which reservations of VMs and pools cannot be kept, and which VM finds no cores for itself.</summary>
/// <remarks>
/// A host has cores times clock to reserve; a pool that may not expand what it reserves itself, and any pool no more than its limit. Memory that is
/// reserved, with the overhead of its VMs, is what the hypervisor itself leaves. Source: cpu-and-memory
/// 2.2, 2.8. Page: docs/models/esxi-cpu.md.
/// </remarks>
public static class CpuAdmission
{
    /// <summary>Every reservation that is refused, pools in their order, the host last.</summary>
    /// <param name="capacity">Cores times clock, hertz.</param>
    /// <param name="pools">The pools; nested without a circle, every parent among them.</param>
    /// <param name="vms">What every VM claims; their pools are among <paramref name="pools"/>.</param>
    public static IEnumerable<RefusedReservation> Refusals(double capacity, IReadOnlyList<ResourcePoolSpec> pools, IReadOnlyList<EsxiVmSpec> vms)
    {
        var inVms = PoolReservations.InVms(vms);
        var reserved = PoolReservations.Of(pools, vms);
        foreach (var pool in pools)
        {
            var inside = inVms.GetValueOrDefault(pool.Name) + pools.Where(other => other.Parent == pool.Name).Sum(other => reserved[other.Name]);
            if (!pool.Expandable && inside > pool.Reservation) yield return new RefusedReservation(pool.Name, nameof(pool.Reservation), inside, pool.Reservation);
            if (pool.Limit is { } limit && inside > limit) yield return new RefusedReservation(pool.Name, nameof(pool.Limit), inside, limit);
        }

        // Twenty times a twentieth of the host is the host, whatever the last bit of the sum says.
        if (reserved[""] > capacity * (1 + 1e-12)) yield return new RefusedReservation("", "", reserved[""], capacity);
    }

    /// <summary>Whether a host takes these VMs in; KVM takes any.</summary>
    /// <param name="host">Hardware.</param>
    /// <param name="hypervisor">Hypervisor and pools.</param>
    /// <param name="vms">The VMs.</param>
    public static bool Admits(HostSpec host, HypervisorSpec hypervisor, IEnumerable<VmPlan> vms) =>
        hypervisor.Kind == HypervisorKind.Kvm || AdmitsUnderEsxi(host, hypervisor.Esxi, [.. vms]);

    /// <summary>The first VM with high latency sensitivity for which too few exclusive cores are left; nothing when all find theirs.</summary>
    /// <param name="host">Hardware.</param>
    /// <param name="esxi">What nodes keep.</param>
    /// <param name="vms">The VMs in the order they are started.</param>
    public static RefusedCores? FirstWithoutCores(HostSpec host, EsxiSpec esxi, IEnumerable<VmPlan> vms)
    {
        var cores = new ExclusiveCores(host.Cpu, esxi.Scheduler.SharedCores);
        foreach (var vm in vms)
        {
            if (vm.Esxi.LatencySensitivity == LatencySensitivity.High && cores.TryTake(vm) is null) return new RefusedCores(vm.Name, vm.Vcpus, cores.Left);
        }

        return null;
    }

    /// <summary>Memory that VMs with a reservation keep, their overhead with it, bytes.</summary>
    /// <param name="memory">What a VM costs beyond its own memory.</param>
    /// <param name="vms">The VMs.</param>
    public static long ReservedMemory(MemoryOvercommitParameters memory, IEnumerable<VmPlan> vms) =>
        vms.Where(vm => vm.Esxi.MemoryReservation > 0).Sum(vm => vm.Esxi.MemoryReservation + memory.OverheadOf(vm.Memory));

    private static bool AdmitsUnderEsxi(HostSpec host, EsxiSpec esxi, List<VmPlan> vms) =>
        !Refusals(host.Cpu.Cores * host.Cpu.Clock, esxi.Pools, [.. vms.Select(vm => vm.Esxi)]).Any()
        && FirstWithoutCores(host, esxi, vms) is null
        && ReservedMemory(esxi.Memory, vms) <= host.Memory.Size - esxi.Memory.HostReserve;
}
