using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Diagnostics;
using Sim.Experiments.Running;
using Sim.Planning.Decisions;
using Sim.Planning.Density;
using Sim.Scenarios.Input;

namespace Sim.Planning.Capacity;

/// <summary>The main job: simulate how many VMs of an estate the candidate host carries under both hypervisors, size the cluster, price it, decide.</summary>
/// <param name="inputs">The plan, read and checked.</param>
public sealed class CapacityPlan(PlanInputs inputs)
{
    private readonly PlanSpec _spec = inputs.Spec;

    /// <summary>Runs the plan.</summary>
    /// <param name="runner">Runs replications.</param>
    /// <param name="command">The command line, for the report of a fault.</param>
    /// <param name="progress">Told of replications done.</param>
    /// <param name="cancellation">Stops the plan.</param>
    /// <exception cref="InputException">A host carries not one VM of the estate within the SLO, or the money does not fit together.</exception>
    public async Task<PlanResult> RunAsync(
        ReplicationRunner runner, string command, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var mix = new EstateMix(inputs);
        var search = new DensitySearch(inputs.Host, _spec.Hypervisor, _spec.Measurement, _spec.Slo, _spec.Search, mix.First);
        var curves = await search.RunAsync(runner, command, progress, cancellation).ConfigureAwait(false);
        foreach (var (kind, curve) in curves)
        {
            if (curve.Density > 0) continue;
            throw new InputException(new Finding(
                inputs.Files[0], "", "slo", string.Create(CultureInfo.InvariantCulture, $"not one point keeps the SLO under {kind}: {curve.Binding} breaks even at {curve.Points[0].Vms} VMs"),
                "a looser SLO or a larger host"));
        }

        var planning = PlanCosting.CaseOf(_spec, inputs.Host, inputs.Import.Estate, inputs.Prices, inputs.Power, curves);
        var names = _spec.Alternatives.Keys.ToImmutableArray();
        var comparison = Comparison.Of(planning, names[0], names[1]);
        var gates = _spec.Budgets.Select(budget => (budget, BudgetGate.Of(planning, budget.Alternative, budget.Measure, budget.Limit)));
        var fingerprint = new RunFingerprint();
        foreach (var part in search.Fingerprints) fingerprint.Add(part);
        return new PlanResult(inputs, mix, curves, planning, comparison, [.. gates], fingerprint.ToString(), search.Events);
    }
}
