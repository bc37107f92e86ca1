using Sim.Core.Diagnostics;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Scenarios;

namespace Sim.Models.Wiring;

/// <summary>Makes the resource pools of an ESXi host and puts VMs into them.</summary>
internal sealed class EsxiPools
{
    private readonly ResourceTree _groups;
    private readonly Dictionary<string, ResourceGroup> _pools = new(StringComparer.Ordinal);
    private readonly double _clock;

    /// <summary>Makes the pools; a parent may stand after its children.</summary>
    /// <param name="groups">The host.</param>
    /// <param name="pools">The pools; names and parents are known to be right.</param>
    /// <param name="vms">The VMs that will be put into them, for what expandable pools reserve.</param>
    /// <param name="clock">Speed of one pCPU, hertz.</param>
    public EsxiPools(ResourceTree groups, IReadOnlyList<ResourcePoolSpec> pools, IReadOnlyList<VmPlan> vms, double clock)
    {
        (_groups, _clock) = (groups, clock);
        var reserved = PoolReservations.Of(pools, vms.Select(vm => vm.Esxi));
        while (_pools.Count < pools.Count)
        {
            var made = _pools.Count;
            foreach (var pool in pools)
            {
                if (_pools.ContainsKey(pool.Name) || (pool.Parent.Length > 0 && !_pools.ContainsKey(pool.Parent))) continue;
                var allocation = Allocation(pool.Shares, CpuShares.PoolWidth, reserved[pool.Name], pool.Limit);
                _pools[pool.Name] = groups.AddPool(pool.Name, allocation, pool.Parent.Length > 0 ? _pools[pool.Parent] : null);
            }

            Check.That(_pools.Count > made, "resource pools are nested in a circle");
        }
    }

    /// <summary>Puts a VM into its pool.</summary>
    public void Place(int vmId, VmPlan plan) =>
        _groups.AddVm(
            vmId, plan.Name, Allocation(plan.Esxi.Shares, plan.Vcpus, plan.Esxi.Reservation, plan.Esxi.Limit),
            plan.Esxi.Pool.Length > 0 ? _pools[plan.Esxi.Pool] : null);

    private CpuAllocation Allocation(string shares, int vcpus, double reservation, double? limit)
    {
        var weight = CpuShares.Of(shares, vcpus, _groups.SharesPerVcpu);
        Check.That(weight is not null, "shares that are neither a level nor a number came past the reader");
        return new CpuAllocation(weight!.Value, reservation / _clock, limit / _clock ?? double.PositiveInfinity);
    }
}
