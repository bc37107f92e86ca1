using System.Collections.Immutable;
using Sim.Calibration.Traces.Fio;

namespace Sim.Calibration.Checks;

/// <summary>One case of a sweep with its repeats: files of one name in several folders.</summary>
/// <param name="Name">The case.</param>
/// <param name="Runs">The repeats, in path order; at least one.</param>
/// <param name="Flags">What the checks found.</param>
public sealed record StorageCell(string Name, ImmutableArray<FioCase> Runs, ImmutableArray<CaseFlag> Flags)
{
    /// <summary>The load; the read share is the measured one.</summary>
    public StorageLoad Load => new(
        Runs[0].Pattern, Runs.Average(run => run.ReadShare), Runs[0].ReadBlockBytes, Runs[0].WriteBlockBytes, Runs[0].Concurrency, Runs[0].Jobs);

    /// <summary>Whether a flag forbids to learn from it.</summary>
    public bool IsExcluded => Flags.Any(flag => flag.Excludes);

    /// <summary>Reads and writes per second: mean and range over the repeats.</summary>
    public MeasuredRange Iops => MeasuredRange.Over(Runs, run => run.Iops);

    /// <summary>Mean latency over reads and writes, nanoseconds: mean and range over the repeats.</summary>
    public MeasuredRange LatencyMeanNs => MeasuredRange.Over(Runs, run => run.MeanLatencyNs);
}
