using System.Collections.Immutable;
using System.Globalization;
using Sim.Calibration.Traces.Fio;

namespace Sim.Calibration.Checks;

/// <summary>Puts repeats together and checks every case before anything is learnt from it.</summary>
public static class StorageChecks
{
    /// <summary>Little's law: larger gaps mean the job did not keep its depth (trace-formats 1.4: 5 %).</summary>
    public const double LittleTolerance = 0.05;

    /// <summary>CPU use of a submitting thread from which the case is flagged; a polling or saturated job shows 95 to 100 %.</summary>
    public const double BusyCpu = 0.85;

    /// <summary>CPU use of a submitting thread from which the case says nothing about the device any more.</summary>
    public const double SaturatedCpu = 0.95;

    /// <summary>Ratio of largest to smallest repeat, minus one, from which the spread is flagged.</summary>
    public const double SpreadTolerance = 0.2;

    /// <summary>Random reads at depth 1 faster than this come from memory: the fastest drives (Optane P5800X) need 5 us.</summary>
    public const double FastestDeviceNs = 5000;

    /// <summary>Groups cases by name; cases of one name whose loads differ are kept apart by folder.</summary>
    /// <param name="cases">All cases read.</param>
    public static ImmutableArray<StorageCell> Group(IEnumerable<FioCase> cases)
    {
        var cells = new List<StorageCell>();
        foreach (var named in cases.GroupBy(run => run.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var loads = named
                .GroupBy(run => (run.Pattern, run.ReadBlockBytes, run.WriteBlockBytes, run.IoDepth, run.Jobs, run.Engine, run.Direct))
                .ToArray();
            foreach (var load in loads)
            {
                var runs = load.OrderBy(run => run.File, StringComparer.Ordinal).ToImmutableArray();
                var name = loads.Length == 1 ? named.Key : $"{named.Key} ({runs[0].Folder})";
                cells.Add(new StorageCell(name, runs, [.. runs.SelectMany(run => Check(name, run)), .. Spread(name, runs)]));
            }
        }

        return [.. cells];
    }

    private static IEnumerable<CaseFlag> Check(string name, FioCase run)
    {
        if (run.Error != 0) yield return Flag(CaseFlagKind.FioError, string.Create(CultureInfo.InvariantCulture, $"fio reported error {run.Error}"), true);
        if (run.Iops <= 0)
        {
            yield return Flag(CaseFlagKind.NoIo, "no read and no write was done", true);
            yield break;
        }

        if (run.Throttled) yield return Flag(CaseFlagKind.Throttled, "the job is slowed by rate, rate_iops or thinktime", true);
        if (run.BesideOthers) yield return Flag(CaseFlagKind.BesideOthers, "jobs of another name ran at the same time (no stonewall between them)", true);
        var ratio = run.ConcurrencyByLittle / run.Concurrency;
        if (!run.Throttled && Math.Abs(ratio - 1) > LittleTolerance)
        {
            // A job that kept half its depth or less measured another load than its name says.
            yield return Flag(
                CaseFlagKind.LittlesLaw,
                string.Create(CultureInfo.InvariantCulture, $"IOPS x latency gives {run.ConcurrencyByLittle:0.##} I/Os in flight, {run.Concurrency} were asked for"),
                ratio is < 0.5 or > 2);
        }

        var cpu = (run.UserCpus + run.SystemCpus) / run.Jobs;
        if (cpu >= BusyCpu)
        {
            yield return Flag(
                CaseFlagKind.CpuSaturated,
                string.Create(CultureInfo.InvariantCulture, $"each submitting thread used {cpu:P0} of a CPU"),
                cpu >= SaturatedCpu);
        }

        if (!run.Direct) yield return Flag(CaseFlagKind.CacheHit, "direct=1 was not set: the page cache may have answered", true);
        else if (run is { Concurrency: 1, Pattern: "randread", Read: { } read } && (read.Percentile(50) ?? (read.MeanCompletionNs > 0 ? read.MeanCompletionNs : read.MeanLatencyNs)) < FastestDeviceNs)
        {
            yield return Flag(
                CaseFlagKind.CacheHit,
                string.Create(CultureInfo.InvariantCulture, $"half the random reads took less than {FastestDeviceNs / 1000:0} us: a cache answered"),
                true);
        }

        foreach (var (part, direction) in new[] { ("read", run.Read), ("write", run.Write) })
        {
            // Throughput and whole latency stand; what bins and percentiles describe is missing.
            if (direction is { MeanCompletionNs: <= 0 })
                yield return Flag(CaseFlagKind.NoCompletionLatency, $"{part}.clat_ns is missing (disable_clat?): there is no completion latency to compare", false);
        }

        CaseFlag Flag(CaseFlagKind kind, string text, bool excludes) => new(name, run.File, run.Line, kind, text, excludes);
    }

    private static IEnumerable<CaseFlag> Spread(string name, ImmutableArray<FioCase> runs)
    {
        var (low, high) = (runs.Min(run => run.Iops), runs.Max(run => run.Iops));
        if (low > 0 && high / low - 1 > SpreadTolerance)
        {
            yield return new CaseFlag(
                name, string.Join(", ", runs.Select(run => run.File)), 0, CaseFlagKind.RepeatSpread,
                string.Create(CultureInfo.InvariantCulture, $"repeats range from {low:0} to {high:0} IOPS ({high / low - 1:P0})"), false);
        }
    }
}
