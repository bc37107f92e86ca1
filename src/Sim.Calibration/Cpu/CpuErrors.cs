using System.Collections.Immutable;

namespace Sim.Calibration.Cpu;

/// <summary>How far the fitted model is off the measured cases: what its rules lack and what single measurements are off, which the interval of no cost holds.</summary>
public static class CpuErrors
{
    /// <summary>The standard deviation of ln(measured / replayed) over the groups of all cases, by metric; none where there are no more groups than fitted costs.</summary>
    /// <remarks>Corrected for what was fitted: each cost counts as one figure that is right because it was seen. Rare large errors are in it like all others, so that most intervals are somewhat wide.</remarks>
    /// <param name="directories">The measurements, two-CPU cases as well.</param>
    /// <param name="estimate">What was learned from them.</param>
    public static ImmutableDictionary<string, double> Of(IEnumerable<CpuDirectory> directories, CpuEstimate estimate)
    {
        var fitted = estimate.Intervals.Count(interval => interval is not null);
        var logs = directories.SelectMany(directory => directory.Schedule.Cases.Zip(directory.Measured).Select(pair => (directory.Schedule, Case: pair.First, Rows: pair.Second)))
            .AsParallel().AsOrdered().SelectMany(one =>
            {
                var replayed = CpuReplay.Runs(one.Schedule, one.Case, estimate.Machine).SelectMany(run => run.Threads).ToArray();
                return Enumerable.Range(0, one.Case.Groups.Length).SelectMany(group => CpuMetric.All.Select(metric => (metric.Name, Log: Math.Log(
                    metric.Runs(one.Rows, group, one.Schedule, one.Case).Average() / metric.Runs(replayed, group, one.Schedule, one.Case).Average()))));
            }).ToArray();
        // A group without a single request has no response time.
        return logs.Where(row => double.IsFinite(row.Log)).GroupBy(row => row.Name, StringComparer.Ordinal).Where(metric => metric.Count() > fitted).ToImmutableDictionary(
            metric => metric.Key, metric => Math.Sqrt(metric.Sum(row => row.Log * row.Log) / (metric.Count() - fitted)), StringComparer.Ordinal);
    }
}
