using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Calibration.Traces.Fio;

namespace Sim.Calibration.Fitting;

/// <summary>How service at depth 1 varies: the body of the distribution, and the stalls beyond it.</summary>
/// <param name="Cv">Coefficient of variation without stalls.</param>
/// <param name="StallShare">Share of I/Os that took more than five times the median.</param>
/// <param name="StallNs">Mean time of those, nanoseconds; null when there were fewer than two.</param>
/// <param name="Samples">I/Os in the histograms.</param>
/// <param name="Files">Where the histograms come from.</param>
public sealed record ServiceShape(Interval Cv, Interval StallShare, Interval? StallNs, long Samples, ImmutableArray<string> Files)
{
    /// <summary>A completion above this multiple of the median is a stall (trace-formats 1.4).</summary>
    public const double StallFactor = 5;

    /// <summary>Reads the shape off the histograms of the smallest blocks at depth 1; null when there are none.</summary>
    /// <param name="cells">Cells of one direction.</param>
    /// <param name="direction">Picks the direction out of a run.</param>
    /// <param name="block">Picks the block size out of a run.</param>
    public static ServiceShape? Of(IEnumerable<StorageCell> cells, Func<FioCase, FioDirection?> direction, Func<FioCase, long> block)
    {
        var runs = cells.SelectMany(cell => cell.Runs)
            .Where(run => run.Concurrency == 1 && direction(run) is { Bins.IsEmpty: false })
            .GroupBy(block)
            .MinBy(group => group.Key)?.ToArray();
        if (runs is null) return null;
        var shapes = runs.Select(run => One(direction(run)!.Bins)).ToArray();
        var all = One([.. runs.SelectMany(run => direction(run)!.Bins).OrderBy(bin => bin.Nanoseconds)]);
        // Sampling error of a coefficient of variation, and of a share, from independent I/Os; between runs the range says more.
        var cvError = 1.645 * all.Cv / Math.Sqrt(2d * all.Count);
        var stallError = 1.645 * Math.Sqrt(all.Stalls * (1 - all.Stalls) / all.Count);
        return new ServiceShape(
            new Interval(all.Cv, Math.Min(all.Cv, shapes.Min(shape => shape.Cv)) - cvError, Math.Max(all.Cv, shapes.Max(shape => shape.Cv)) + cvError),
            new Interval(
                all.Stalls,
                Math.Max(0, Math.Min(all.Stalls, shapes.Min(shape => shape.Stalls)) - stallError),
                Math.Min(1, Math.Max(all.Stalls, shapes.Max(shape => shape.Stalls)) + stallError)),
            all.StallNs is { } stall
                ? new Interval(
                    stall,
                    Math.Max(0, shapes.Min(shape => shape.StallNs ?? stall) - (1.645 * all.StallError)),
                    shapes.Max(shape => shape.StallNs ?? stall) + (1.645 * all.StallError))
                : null,
            all.Count,
            [.. runs.Select(run => run.File)]);
    }

    private static (double Cv, double Stalls, double? StallNs, double StallError, long Count) One(ImmutableArray<LatencyBin> bins)
    {
        var count = bins.Sum(bin => bin.Count);
        long seen = 0;
        double median = 0;
        foreach (var bin in bins)
        {
            seen += bin.Count;
            median = bin.Nanoseconds;
            if (seen * 2 >= count) break;
        }

        var body = bins.Where(bin => bin.Nanoseconds <= StallFactor * median).ToArray();
        var stalls = bins.Where(bin => bin.Nanoseconds > StallFactor * median).ToArray();
        double bodyCount = body.Sum(bin => bin.Count);
        var mean = body.Sum(bin => bin.Nanoseconds * bin.Count) / bodyCount;
        var variance = body.Sum(bin => bin.Count * (bin.Nanoseconds - mean) * (bin.Nanoseconds - mean)) / bodyCount;
        double stalled = stalls.Sum(bin => bin.Count);
        if (stalled < 2) return (Math.Sqrt(variance) / mean, stalled / count, null, 0, count);
        var stallMean = stalls.Sum(bin => bin.Nanoseconds * bin.Count) / stalled;
        var stallVariance = stalls.Sum(bin => bin.Count * (bin.Nanoseconds - stallMean) * (bin.Nanoseconds - stallMean)) / (stalled - 1);
        return (Math.Sqrt(variance) / mean, stalled / count, stallMean, Math.Sqrt(stallVariance / stalled), count);
    }
}
