using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Sim.Planning.Sizing;

namespace Sim.Planning.Cost;

/// <summary>Remembers the clusters of a plan.</summary>
/// <remarks>A plan is immutable, so its clusters are too. The search for flip points varies prices thousands of times over one plan; sizing is nearly all
/// of the work. Entries live as long as the plan object they belong to.</remarks>
internal static class ClusterMemory
{
    private static readonly ConditionalWeakTable<CostPlan, ConcurrentDictionary<string, ClusterPlan>> Plans = [];

    public static ClusterPlan Of(PlanningCase planning, string alternative) =>
        Plans.GetOrCreateValue(planning.Plan).GetOrAdd(
            alternative,
            static (name, at) => at.SizingOf(name).Plan(at.Plan.Horizon, at.Alternative(name).InstalledHosts),
            planning);
}
