using System.Collections.Immutable;

namespace Sim.Calibration.Cpu;

/// <summary>A number that a group of threads has in every run.</summary>
/// <param name="Name">cpu_share or response_mean, _p50, _p90, _p99.</param>
/// <param name="Unit">Its unit: a fraction of the case's CPUs, or nanoseconds.</param>
/// <param name="Of">Computes it from the rows of the group in one run.</param>
public sealed record CpuMetric(string Name, string Unit, Func<ImmutableArray<CpuThreadRun>, CpuSchedule, CpuCase, double> Of)
{
    /// <summary>
    /// All of them. The CPU share is the group's CPU time over what the case's CPUs could give until arrivals stop, so that it may exceed 1 where a backlog
    /// is worked off later; response times of a group are the means of its threads' figures, weighted by requests; not a number where they finished none.
    /// </summary>
    public static ImmutableArray<CpuMetric> All { get; } =
    [
        new("cpu_share", "fraction", (rows, schedule, one) => rows.Sum(row => row.CpuSeconds) / (schedule.Seconds * one.Cpus.Length)),
        new("response_mean", "ns", (rows, _, _) => Weighted(rows, row => row.Mean)),
        new("response_p50", "ns", (rows, _, _) => Weighted(rows, row => row.P50)),
        new("response_p90", "ns", (rows, _, _) => Weighted(rows, row => row.P90)),
        new("response_p99", "ns", (rows, _, _) => Weighted(rows, row => row.P99)),
    ];

    /// <summary>The metric of a group in every run, in order of runs.</summary>
    public ImmutableArray<double> Runs(IEnumerable<CpuThreadRun> rows, int group, CpuSchedule schedule, CpuCase one) =>
    [
        .. rows.Where(row => row.Group == group).GroupBy(row => row.Run).OrderBy(run => run.Key).Select(run => Of([.. run], schedule, one)),
    ];

    private static double Weighted(ImmutableArray<CpuThreadRun> rows, Func<CpuThreadRun, double> value) =>
        rows.Sum(row => row.Requests) is > 0 and var requests ? rows.Sum(row => row.Requests * value(row)) / requests : double.NaN;
}
