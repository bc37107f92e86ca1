namespace Sim.Models.Hypervisor.Esxi;

/// <summary>What every VM and pool of a host is entitled to: water-filling on every level, from the host down.</summary>
/// <remarks>
/// A pool asks for what its children would use within their limits and its own, and hands out what it gets. Source: cpu-and-memory 2.2, A.4.
/// </remarks>
public static class Entitlements
{
    /// <summary>Entitlements in pCPUs at the nominal clock.</summary>
    /// <param name="root">The host.</param>
    /// <param name="capacity">Its capacity, pCPUs.</param>
    /// <param name="demandOf">What a VM would use if it were alone, pCPUs.</param>
    /// <returns>Every group below the root.</returns>
    public static IReadOnlyDictionary<ResourceGroup, double> Of(ResourceGroup root, double capacity, Func<ResourceGroup, double> demandOf)
    {
        var entitled = new Dictionary<ResourceGroup, double>();
        Distribute(root, capacity, demandOf, entitled);
        return entitled;
    }

    private static void Distribute(ResourceGroup pool, double capacity, Func<ResourceGroup, double> demandOf, Dictionary<ResourceGroup, double> entitled)
    {
        if (pool.Children.Count == 0) return;
        var claims = pool.Children.Select(child => child.Allocation).ToArray();
        var demands = pool.Children.Select(child => DemandOf(child, demandOf)).ToArray();
        var amounts = new double[claims.Length];
        _ = WaterFilling.Distribute(capacity, claims, demands, amounts);
        for (var i = 0; i < amounts.Length; i++)
        {
            entitled[pool.Children[i]] = amounts[i];
            Distribute(pool.Children[i], amounts[i], demandOf, entitled);
        }
    }

    private static double DemandOf(ResourceGroup group, Func<ResourceGroup, double> demandOf) =>
        group.Children.Count == 0 ? demandOf(group) : group.Children.Sum(child => Math.Min(DemandOf(child, demandOf), child.Allocation.Limit));
}
