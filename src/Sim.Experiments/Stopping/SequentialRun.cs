using System.Collections.Immutable;
using Sim.Experiments.Analysis;
using Sim.Experiments.Running;

namespace Sim.Experiments.Stopping;

/// <summary>Adds replications until the metrics asked for are exact enough, or as many as allowed have run.</summary>
/// <remarks>
/// In rounds: how many replications the next round has depends on the results of those with lower numbers only, and nothing beyond a round
/// is started, so that the end does not depend on the number of threads. All points run the same replications, which keeps them paired.
/// </remarks>
public static class SequentialRun
{
    /// <summary>Runs the experiment.</summary>
    /// <param name="runner">Runs the rounds.</param>
    /// <param name="plan">What to run; its number of replications is not looked at.</param>
    /// <param name="target">What to reach.</param>
    /// <param name="progress">Told of replications done and, as far as can be told, wanted.</param>
    /// <param name="cancellation">Stops within a second; what is finished is returned, and the outcome is neither complete nor reached.</param>
    /// <exception cref="ArgumentException">The target is not valid, or the plan has no points.</exception>
    /// <exception cref="Sim.Core.Diagnostics.SimulationFault">A replication threw.</exception>
    public static async Task<PrecisionOutcome> RunAsync(
        ReplicationRunner runner, RunPlan plan, PrecisionTarget target, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        target.DemandValid();
        if (plan.Points.IsDefaultOrEmpty) throw new ArgumentException("an experiment needs a point or more", nameof(plan));
        var finished = plan.Finished.ToBuilder();
        var looks = ImmutableArray.CreateBuilder<int>();
        for (var replications = target.First; ;)
        {
            looks.Add(replications);
            var round = plan with { Replications = replications, Finished = finished.ToImmutable() };
            var outcome = await runner.RunAsync(round, progress, (key, result) => finished[key] = result, cancellation).ConfigureAwait(false);
            var findings = outcome.Done > 0 ? Judge(outcome, target) : [];
            if (!outcome.IsComplete || replications >= target.Most || findings.All(finding => finding.IsReached))
                return new PrecisionOutcome(outcome, findings, looks.ToImmutable());
            replications = PrecisionRule.Next(replications, findings, target);
        }
    }

    /// <summary>Holds every point and metric against the target.</summary>
    /// <param name="outcome">Replications so far.</param>
    /// <param name="target">The target.</param>
    public static ImmutableArray<PrecisionFinding> Judge(RunOutcome outcome, PrecisionTarget target)
    {
        var findings = ImmutableArray.CreateBuilder<PrecisionFinding>();
        foreach (var point in outcome.Points)
        {
            var metrics = Summary.Of(point.Replications, target.Confidence);
            foreach (var pattern in target.Metrics)
            {
                if (!metrics.Keys.Any(metric => PrecisionTarget.Matches(pattern, metric)))
                    findings.Add(new PrecisionFinding(point.Name, pattern, null, IsReached: false, Wanted: null, "no replication has such a metric"));
            }

            findings.AddRange(metrics.Values.Where(metric => target.Includes(metric.Name)).Select(metric => PrecisionRule.Judge(point.Name, metric, target)));
        }

        return findings.ToImmutable();
    }
}
