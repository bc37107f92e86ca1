using System.Collections.Immutable;

namespace Sim.Planning.Sizing;

/// <summary>The answer of <see cref="ClusterSizing"/>.</summary>
/// <param name="Months">The cluster month by month.</param>
/// <param name="Resources">Each resource month by month, density first.</param>
/// <param name="Purchases">Hosts to buy beyond those installed, in order of time.</param>
/// <param name="TimeRemaining">How long the installed hosts last; absent when none are installed.</param>
public sealed record ClusterPlan(
    ImmutableArray<ClusterMonth> Months, ImmutableArray<SizedResource> Resources, ImmutableArray<HostPurchase> Purchases, TimeRemaining? TimeRemaining)
{
    /// <summary>Hosts in service in each year: the most of its months, years from today.</summary>
    public ImmutableArray<int> HostsPerYear =>
        [.. Months.SkipLast(1).Chunk(12).Select(year => year.Max(month => month.Hosts))];

    /// <summary>Mean VMs served in each year, median demand.</summary>
    public ImmutableArray<double> VmsPerYear => [.. Months.SkipLast(1).Chunk(12).Select(year => year.Average(month => month.Vms))];

    /// <summary>The resource that binds at the end of the plan.</summary>
    public string BindingResource => Months[^1].BindingResource;
}
