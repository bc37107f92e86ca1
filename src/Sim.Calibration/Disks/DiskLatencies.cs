using System.Collections.Immutable;
using Sim.Core.Time;

namespace Sim.Calibration.Disks;

/// <summary>What the I/Os of one direction saw in a replay.</summary>
/// <param name="Iops">Completions per second.</param>
/// <param name="MeanNs">Mean from the start of submission to the completion, nanoseconds.</param>
/// <param name="Completion">Times from the end of submission to the completion, picoseconds, ascending: what fio calls clat.</param>
public sealed record DiskLatencies(double Iops, double MeanNs, ImmutableArray<long> Completion)
{
    /// <summary>A percentile of the completion latency, nanoseconds.</summary>
    /// <param name="percent">0 to 100.</param>
    public double PercentileNs(double percent) =>
        Completion[Math.Clamp((int)Math.Ceiling(percent / 100 * Completion.Length) - 1, 0, Completion.Length - 1)] / (double)SimDuration.PerNanosecond;
}
