using System.Collections.Immutable;
using System.Globalization;
using Sim.Experiments.Running;

namespace Sim.Experiments.Selection;

/// <summary>Runs replications in rounds, of the alternatives that are left only, until <see cref="KimNelson"/> has chosen one.</summary>
/// <remarks>What a round holds depends on the replications before it only, so that the choice does not depend on the number of threads.</remarks>
public static class SelectionRun
{
    /// <summary>A round adds a fifth: a choice is seen at most that much late, and the replications of a round run side by side.</summary>
    private const double Growth = 1.2;

    /// <summary>Searches the best point of a plan.</summary>
    /// <param name="runner">Runs the rounds.</param>
    /// <param name="plan">The alternatives as points on common random numbers; its number of replications is that of the first stage, 10 or more.</param>
    /// <param name="metric">The metric that decides.</param>
    /// <param name="procedure">The procedure, made for as many alternatives and first replications.</param>
    /// <param name="most">Replications of one alternative at which the search is given up.</param>
    /// <param name="progress">Told of replications done.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="OperationCanceledException">Cancelled: there is no choice.</exception>
    /// <exception cref="Sim.Core.Diagnostics.SimulationFault">A replication threw.</exception>
    public static async Task<SelectionOutcome> RunAsync(
        ReplicationRunner runner, RunPlan plan, string metric, KimNelson procedure, int most, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var points = plan.Points.Select(point => new PointResult(point.Name, 0, [])).ToArray();
        var left = Enumerable.Range(0, points.Length).ToImmutableArray();
        var finished = plan.Finished.ToBuilder();
        for (var replications = plan.Replications; ; replications = Math.Min(most, (int)Math.Ceiling(replications * Growth)))
        {
            var round = plan with { Points = [.. left.Select(i => plan.Points[i])], Replications = replications, Finished = finished.ToImmutable() };
            var outcome = await runner.RunAsync(round, progress, (key, result) => finished[key] = result, cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < left.Length; i++) points[left[i]] = outcome.Points[i];
            var found = new RunOutcome([.. points]);
            if (Missing(found, metric) is { } problem) return new SelectionOutcome(metric, found, [.. points.Select(point => point.Name)], replications, problem);
            (left, var looked) = procedure.Screen(
                [.. points.Select(point => new Alternative(point.Name, [.. point.Replications.Select(run => run.Metrics[metric])]))]);
            if (left.Length == 1 || replications >= most)
                return new SelectionOutcome(metric, found, [.. left.Select(i => points[i].Name)], looked, null);
        }
    }

    private static string? Missing(RunOutcome outcome, string metric)
    {
        foreach (var point in outcome.Points)
        {
            var without = point.Replications.Count(run => !run.Metrics.ContainsKey(metric));
            if (without > 0) return string.Create(CultureInfo.InvariantCulture, $"{metric} is not defined in {without} of {point.Replications.Length} replications of {point.Name}");
        }

        return null;
    }
}
