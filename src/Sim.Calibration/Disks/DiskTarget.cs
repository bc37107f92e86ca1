using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Calibration.Traces.Fio;

namespace Sim.Calibration.Disks;

/// <summary>A measured case as the fit of a disk sees it.</summary>
/// <param name="Name">The case.</param>
/// <param name="Load">The load.</param>
/// <param name="LogIops">Logarithm of the throughput, mean over the repeats.</param>
/// <param name="LogMedian">Logarithm of the median completion latency in nanoseconds, mean over the repeats; null where fio printed none.</param>
/// <param name="Tail">Percentiles beside the median as logarithms of their ratio to it, mean over the repeats.</param>
/// <param name="Variance">Variance of <paramref name="LogIops"/> by the range of the repeats alone.</param>
internal sealed record DiskTarget(string Name, StorageLoad Load, double LogIops, double? LogMedian, ImmutableArray<TailTarget> Tail, double Variance)
{
    /// <summary>The percentiles whose ratio to the median says how chance works: what almost nothing undercuts, and what one in ten, a hundred and a thousand exceed.</summary>
    private static readonly ImmutableArray<double> Percents = [10, 90, 99, 99.9];

    /// <summary>Median over mean below which a queue is not first in, first out: exponential times have 0.69, and stalls of the measured kind lower that by a few percent.</summary>
    private const double LeastMedian = 0.5;

    /// <summary>A pure case; a mixed one has two distributions and is never fitted.</summary>
    public static DiskTarget Of(StorageCell cell)
    {
        var directions = cell.Runs.Select(run => (cell.Load.ReadShare >= 1 ? run.Read : run.Write)!).ToArray();
        // A median far below the mean is that of a queue which starves some I/Os for others; it says nothing about the time that the disk needs.
        var starves = Mean(directions, 50) is { } median && Math.Exp(median) < LeastMedian * directions.Average(direction => direction.MeanCompletionNs);
        return new DiskTarget(
            cell.Name, cell.Load, cell.Runs.Average(run => Math.Log(run.Iops)), starves ? null : Mean(directions, 50),
            [.. Percents.Where(percent => Mean(directions, percent) is not null && Mean(directions, 50) is not null).Select(percent => Ratio(directions, percent))],
            // Half the range of two runs is their standard deviation; it is that of the mean after division by their number.
            Math.Pow(Math.Log(cell.Iops.High / cell.Iops.Low) / 2, 2) / cell.Runs.Length);
    }

    /// <summary>The case as another run might have measured it.</summary>
    public DiskTarget Disturbed(double iops, double median) => this with { LogIops = LogIops + iops, LogMedian = LogMedian + median };

    private static TailTarget Ratio(FioDirection[] directions, double percent)
    {
        var ratios = directions.Select(direction => Math.Log(direction.Percentile(percent)!.Value / direction.Percentile(50)!.Value)).ToArray();
        return new TailTarget(percent, ratios.Average(), Math.Pow((ratios.Max() - ratios.Min()) / 2, 2) / ratios.Length);
    }

    private static double? Mean(FioDirection[] directions, double percent)
    {
        var values = directions.Select(direction => direction.Percentile(percent)).ToArray();
        return Array.TrueForAll(values, value => value > 0) ? values.Average(value => Math.Log(value!.Value)) : null;
    }
}
