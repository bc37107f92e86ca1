namespace Sim.Models.Scenarios;

/// <summary>Admission control of ESXi for CPU: which reservations of VMs and pools cannot be kept.</summary>
/// <remarks>
/// A host has cores times clock to reserve; a pool that may not expand what it reserves itself, and any pool no more than its limit. Source: cpu-and-memory
/// reference 2.2. Page: docs/models/esxi-cpu.md.
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
        hypervisor.Kind == HypervisorKind.Kvm
        || !Refusals(host.Cpu.Cores * host.Cpu.Clock, hypervisor.Esxi.Pools, [.. vms.Select(vm => vm.Esxi)]).Any();
}
