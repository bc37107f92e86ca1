using System.Globalization;
using Sim.Experiments.Running;
using Sim.Experiments.Stopping;
using Sim.Models.Scenarios;

namespace Sim.Cli.Output;

/// <summary>What results rest on, for the screen and for results.json.</summary>
/// <param name="Replications">Independent replications of each point.</param>
/// <param name="WarmUpSeconds">Simulated time cut off at the start of each; the longest where points found theirs for themselves.</param>
/// <param name="LengthSeconds">Simulated time measured in each.</param>
/// <param name="Confidence">Of every interval, as a fraction.</param>
/// <param name="Method">How intervals are formed.</param>
/// <param name="Precision">What precision was asked for and whether it was reached; nothing when none was.</param>
internal sealed record Grounds(
    int Replications, double WarmUpSeconds, double LengthSeconds, double Confidence, string Method, PrecisionReport? Precision)
{
    private const int ShownMisses = 5;

    /// <summary>What a run rests on.</summary>
    /// <param name="replications">Replications of each point.</param>
    /// <param name="outcome">What was run.</param>
    /// <param name="measurement">How it was to be measured.</param>
    /// <param name="precision">How the precision that was asked for came out.</param>
    public static Grounds Of(int replications, RunOutcome outcome, MeasurementSpec measurement, PrecisionOutcome? precision) => new(
        replications, outcome.Points.SelectMany(point => point.Replications).Max(run => run.WarmUpSeconds), measurement.Length.Seconds, measurement.Confidence,
        replications > 1
            ? "means: Student over independent replications; percentiles: of all requests together, by what the replications' shares beyond them say"
            : "none: one replication says nothing of the spread",
        precision is null ? null : PrecisionReport.Of(measurement.Precision!.Value, precision));

    /// <summary>The same in words.</summary>
    public IEnumerable<string> Lines()
    {
        var intervals = Replications > 1
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Intervals: {Confidence * 100:0.##} %; percentiles are those of all requests together; none where replications do not differ or requests are too few (noInterval in results.json)")
            : "No intervals: one replication says nothing of the spread";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Rests on {Replications} replication{(Replications == 1 ? "" : "s")} of {LengthSeconds:0.###} s, each after {WarmUpSeconds:0.###} s of warm-up. {intervals}.");
        if (Precision is not { } precision) yield break;
        if (precision.IsReached)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Precision of {precision.Target * 100:0.##} % reached for {precision.Metrics.Length} metrics; looked at after {string.Join(", ", precision.Looks)} replications.");
            yield return PrecisionReport.Promised;
            yield break;
        }

        yield return string.Create(
            CultureInfo.InvariantCulture, $"Precision of {precision.Target * 100:0.##} % NOT reached after {Replications} replications:");
        var misses = precision.Metrics.Where(metric => !metric.IsReached).OrderByDescending(metric => metric.Achieved ?? double.PositiveInfinity).ToList();
        foreach (var miss in misses.Take(ShownMisses))
        {
            yield return miss.Problem is { } problem
                ? $"  {miss.Metric}: {problem}"
                : string.Create(CultureInfo.InvariantCulture, $"  {miss.Metric}: {miss.Achieved * 100:0.##} %; about {miss.Wanted} replications would do");
        }

        if (misses.Count > ShownMisses) yield return string.Create(CultureInfo.InvariantCulture, $"  and {misses.Count - ShownMisses} more in results.json");
    }
}
