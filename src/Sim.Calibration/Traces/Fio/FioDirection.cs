using System.Collections.Immutable;

namespace Sim.Calibration.Traces.Fio;

/// <summary>What fio measured in one direction (reads or writes) of a case, all its jobs together.</summary>
public sealed record FioDirection
{
    /// <summary>Completed I/Os per second, summed over the jobs.</summary>
    public required double Iops { get; init; }

    /// <summary>Mean latency from submission to completion (<c>lat</c>), nanoseconds, weighted by the jobs' I/Os.</summary>
    public required double MeanLatencyNs { get; init; }

    /// <summary>Mean time inside the submitting call (<c>slat</c>), nanoseconds; 0 for engines that do not split it off.</summary>
    public double MeanSubmitNs { get; init; }

    /// <summary>Mean completion latency (<c>clat</c>), nanoseconds: the quantity that bins and percentiles describe.</summary>
    public double MeanCompletionNs { get; init; }

    /// <summary>Standard deviation of the completion latency, nanoseconds, pooled over the jobs.</summary>
    public double CompletionDeviationNs { get; init; }

    /// <summary>I/Os counted; fio 2.1 printed none, then it is IOPS times run time.</summary>
    public required long TotalIos { get; init; }

    /// <summary>Measured time without the ramp, milliseconds (the longest job).</summary>
    public required double RuntimeMs { get; init; }

    /// <summary>Standard error of <see cref="Iops"/> from fio's own time samples, as a share of it; 0 when fio printed none.</summary>
    public double IopsRelativeError { get; init; }

    /// <summary>Histogram of completion latency, ascending; empty unless every job had one (json+).</summary>
    public ImmutableArray<LatencyBin> Bins { get; init; } = [];

    /// <summary>Percentiles as printed (of one job), ascending; empty when several jobs have no bins to merge, since percentiles must not be averaged.</summary>
    public ImmutableArray<LatencyPercentile> Percentiles { get; init; } = [];

    /// <summary>A percentile of latency, nanoseconds: as printed when fio printed it, else from the bins, else null.</summary>
    /// <param name="percent">0 to 100.</param>
    public double? Percentile(double percent)
    {
        foreach (var printed in Percentiles)
        {
            if (Math.Abs(printed.Percent - percent) < 1e-6) return printed.Nanoseconds;
        }

        if (Bins.IsEmpty) return null;
        var rank = percent / 100 * Bins.Sum(bin => (double)bin.Count);
        double seen = 0;
        foreach (var bin in Bins)
        {
            seen += bin.Count;
            if (seen >= rank) return bin.Nanoseconds;
        }

        return Bins[^1].Nanoseconds;
    }
}
