using System.Collections.Immutable;
using Sim.Experiments.Stopping;

namespace Sim.Cli.Output;

/// <summary>A precision asked for, and what came of it.</summary>
/// <param name="Target">Largest relative error asked for, as a fraction.</param>
/// <param name="IsReached">Whether every metric is within it.</param>
/// <param name="Looks">Replications at each look.</param>
/// <param name="Metrics">Every metric it is about.</param>
internal sealed record PrecisionReport(double Target, bool IsReached, ImmutableArray<int> Looks, ImmutableArray<PrecisionFinding> Metrics)
{
    /// <summary>The report of an experiment.</summary>
    public static PrecisionReport Of(double target, PrecisionOutcome found) => new(target, found.IsReached, found.Looks, found.Findings);
}
