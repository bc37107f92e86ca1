using System.Collections.Immutable;
using Sim.Experiments.Running;

namespace Sim.Experiments.Stopping;

/// <summary>What an experiment with a precision to reach found, and whether it reached it.</summary>
/// <param name="Outcome">The replications, the same number at every point.</param>
/// <param name="Findings">One entry a point and metric, at the last look.</param>
/// <param name="Looks">Replications at each look, in order.</param>
public sealed record PrecisionOutcome(RunOutcome Outcome, ImmutableArray<PrecisionFinding> Findings, ImmutableArray<int> Looks)
{
    /// <summary>Whether every metric is as exact as asked; false also after a cancellation.</summary>
    public bool IsReached => Outcome.IsComplete && Findings.All(finding => finding.IsReached);

    /// <summary>Replications of each point.</summary>
    public int Replications => Outcome.Points[0].Replications.Length;
}
