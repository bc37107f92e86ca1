using System.Collections.Immutable;
using Sim.Models.Scenarios;
using Sim.Planning.Cost;
using Sim.Planning.Decisions;
using Sim.Planning.Density;
using Sim.Planning.Sizing;

namespace Sim.Planning.Capacity;

/// <summary>The answer to a plan.</summary>
/// <param name="Inputs">What it rests on.</param>
/// <param name="Mix">The VMs as they were simulated.</param>
/// <param name="Curves">How the host behaves under each hypervisor.</param>
/// <param name="Case">The money, with the densities found.</param>
/// <param name="Comparison">Which alternative costs less, by how much, and what would change that.</param>
/// <param name="Gates">Limits on cost.</param>
/// <param name="Fingerprint">One number for all simulation behind it.</param>
/// <param name="Events">Events simulated.</param>
public sealed record PlanResult(
    PlanInputs Inputs, EstateMix Mix, ImmutableSortedDictionary<HypervisorKind, DensityCurve> Curves, PlanningCase Case,
    Comparison Comparison, ImmutableArray<(BudgetSpec Spec, BudgetGate Gate)> Gates, string Fingerprint, long Events)
{
    /// <summary>The curve of an alternative.</summary>
    public DensityCurve CurveOf(string alternative) => Curves[Inputs.Spec.Alternatives[alternative].Simulate];

    /// <summary>The cost of an alternative.</summary>
    public TotalCost CostOf(string alternative) =>
        Comparison.First.Alternative == alternative ? Comparison.First : Comparison.Second;

    /// <summary>How long as many candidate hosts last as an alternative needs on the first day.</summary>
    public TimeRemaining TimeRemainingOf(string alternative)
    {
        var sizing = Case.SizingOf(alternative);
        var hosts = sizing.HostsFor(sizing.Demand.Vms).Hosts;
        return sizing.TimeRemaining(sizing.Demand.Forecast(Case.Plan.Horizon), hosts);
    }

    /// <summary>Whether every limit on cost is kept.</summary>
    public bool Passes => Gates.All(gate => gate.Gate.Passes);
}
