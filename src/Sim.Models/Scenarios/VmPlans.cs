using System.Collections.Immutable;
using System.Globalization;
using Sim.Models.Hypervisor;

namespace Sim.Models.Scenarios;

/// <summary>Spells out the VM groups of a scenario.</summary>
public static class VmPlans
{
    /// <summary>Every VM of the groups, the groups interleaved in proportion, so that the first n are a fair sample of the mix.</summary>
    /// <param name="groups">The groups.</param>
    public static ImmutableArray<VmPlan> Of(ImmutableArray<VmSpec> groups) => Mix(groups, groups.Sum(group => group.Count));

    /// <summary>The first <paramref name="count"/> VMs of the mix that the groups stand for, beyond their own counts if need be.</summary>
    /// <remarks>Each step takes the group that is furthest behind its share, so VM i is the same VM whatever <paramref name="count"/> is.</remarks>
    /// <param name="groups">The groups; their counts are the proportions.</param>
    /// <param name="count">How many VMs.</param>
    public static ImmutableArray<VmPlan> Mix(ImmutableArray<VmSpec> groups, int count)
    {
        var total = (double)groups.Sum(group => group.Count);
        var taken = new int[groups.Length];
        var plans = ImmutableArray.CreateBuilder<VmPlan>(count);
        for (var i = 0; i < count; i++)
        {
            var next = 0;
            for (var group = 1; group < groups.Length; group++)
            {
                if (Behind(group) > Behind(next)) next = group;
            }

            plans.Add(Plan(groups[next], taken[next]++));
            double Behind(int group) => ((i + 1) * groups[group].Count / total) - taken[group];
        }

        return plans.MoveToImmutable();
    }

    private static VmPlan Plan(VmSpec group, int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"{group.Name}{number}"),
        group.Vcpus,
        new MemoryDemand(group.Memory, group.Touched, Math.Min(group.Active, group.Touched), group.Vcpus),
        group.Workload) { Pages = group.Pages, Cgroup = group.Cgroup, Pinning = group.Pinning, Kvm = group.Kvm, Esxi = group.Esxi };
}
