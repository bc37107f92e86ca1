using Sim.Calibration.Checks;
using Sim.Calibration.Traces.Fio;

namespace Sim.Calibration.Disks;

/// <summary>What is compared of a case: measured over the repeats, and predicted.</summary>
/// <param name="Direction">read or write where a case has both; empty for the whole case.</param>
/// <param name="Metric">One of the names here.</param>
/// <param name="Unit">Unit of the numbers.</param>
/// <param name="Measured">Mean and range of the repeats.</param>
/// <param name="Predicted">What the replay shows.</param>
internal sealed record DiskMetric(string Direction, string Metric, string Unit, MeasuredRange Measured, double Predicted)
{
    public const string Iops = "iops";
    public const string Mean = "latency_mean";
    public const string Median = "latency_p50";
    private static readonly (double Percent, string Metric)[] Percentiles = [(50, Median), (90, "latency_p90"), (99, "latency_p99"), (99.9, "latency_p999")];

    /// <summary>Everything a case and a run of the model both have. Throughput and mean latency are one fact by Little's law and stand for the whole case.</summary>
    public static IEnumerable<DiskMetric> Of(StorageCell cell, DiskReplayRun run)
    {
        yield return new DiskMetric("", Iops, "1/s", cell.Iops, run.Iops);
        yield return new DiskMetric("", Mean, "ns", cell.LatencyMeanNs, run.MeanLatencyNs);
        foreach (var (name, pick, seen) in new (string, Func<FioCase, FioDirection?>, DiskLatencies?)[] { ("read", run => run.Read, run.Read), ("write", run => run.Write, run.Write) })
        {
            if (seen is null || cell.Runs.Any(one => pick(one) is null)) continue;
            foreach (var (percent, metric) in Percentiles)
            {
                var values = cell.Runs.Select(one => pick(one)!.Percentile(percent)).ToArray();
                if (values.Any(value => value is null or <= 0)) continue;
                yield return new DiskMetric(cell.Load.ReadShare is 0 or 1 ? "" : name, metric, "ns", MeasuredRange.Over(values, value => value!.Value), seen.PercentileNs(percent));
            }
        }
    }
}
