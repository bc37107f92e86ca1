using Sim.Core.Diagnostics;

namespace Sim.Models.Scenarios;

/// <summary>What resource pools keep reserved: their own reservation, or more where it is expandable and what is in them reserves more.</summary>
public static class PoolReservations
{
    /// <summary>Reserved CPU of every pool, hertz, by name; "" is the host.</summary>
    /// <param name="pools">The pools; nested without a circle, every parent among them.</param>
    /// <param name="vms">What every VM claims.</param>
    public static Dictionary<string, double> Of(IReadOnlyList<ResourcePoolSpec> pools, IEnumerable<EsxiVmSpec> vms)
    {
        var inside = InVms(vms);
        var reserved = new Dictionary<string, double>(StringComparer.Ordinal);
        // Innermost first: a pool is counted once everything in it is.
        while (reserved.Count < pools.Count)
        {
            var counted = reserved.Count;
            foreach (var pool in pools)
            {
                if (reserved.ContainsKey(pool.Name) || pools.Any(other => other.Parent == pool.Name && !reserved.ContainsKey(other.Name))) continue;
                var wanted = inside.GetValueOrDefault(pool.Name);
                reserved[pool.Name] = pool.Expandable ? Math.Max(pool.Reservation, wanted) : pool.Reservation;
                inside[pool.Parent] = inside.GetValueOrDefault(pool.Parent) + reserved[pool.Name];
            }

            Check.That(reserved.Count > counted, "resource pools are nested in a circle");
        }

        reserved[""] = inside.GetValueOrDefault("");
        return reserved;
    }

    /// <summary>What the VMs that are directly in each pool reserve, hertz, by name of the pool.</summary>
    public static Dictionary<string, double> InVms(IEnumerable<EsxiVmSpec> vms)
    {
        var inside = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var vm in vms) inside[vm.Pool] = inside.GetValueOrDefault(vm.Pool) + vm.Reservation;
        return inside;
    }
}
