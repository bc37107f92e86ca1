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
    /// <summary>
    /// What stopping at the right moment leaves of the intervals: in the experiments of docs/validation/output-analysis-stopping.md they held
    /// the truth 91.8 to 95.0 times in a hundred instead of 95, while the precision was kept 96.2 times or more.
    /// </summary>
    public const string Promised =
        "What is promised is the precision. The intervals shown are plain ones and hold the truth a little less often than they say, because it was they that ended the run.";

    /// <summary>What the precision promises, and the intervals do not.</summary>
    public string Promise { get; } = Promised;

    /// <summary>The report of an experiment.</summary>
    public static PrecisionReport Of(double target, PrecisionOutcome found) => new(target, found.IsReached, found.Looks, found.Findings);
}
