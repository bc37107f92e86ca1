using System.Collections.Immutable;
using System.Globalization;

namespace Sim.Calibration.Cpu;

/// <summary>Finds the runs in which something else took the CPUs, so that the measurement shows more than the threads that it lists.</summary>
public static class DisturbedRuns
{
    /// <summary>Share of the case's CPU time from which a run counts as disturbed; the shipped measurements repeated such runs.</summary>
    public const double Share = 0.02;

    /// <summary>A line for each case with disturbed runs, in the order of the cases.</summary>
    /// <param name="directory">Scheduler measurements.</param>
    public static IEnumerable<(string Case, string Text)> Of(CpuDirectory directory)
    {
        foreach (var (one, rows) in directory.Schedule.Cases.Zip(directory.Measured))
        {
            var disturbed = rows.GroupBy(row => row.Run).Select(run => (Run: run.Key, Taken: run.First().TakenSeconds / Available(directory.Schedule, one, run)))
                .Where(run => run.Taken > Share).ToImmutableArray();
            if (disturbed.IsEmpty) continue;
            var runs = string.Join(", ", disturbed.Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.Run} ({run.Taken * 100:0.#} %)")));
            yield return (one.Name, string.Create(CultureInfo.InvariantCulture,
                $"others took more than {Share * 100:0} % of its CPU time in {disturbed.Length} of {one.Runs} runs: {runs}; repeat them on a quiet machine"));
        }
    }

    /// <summary>CPU seconds of a run: one that works off a backlog lasts longer than arrivals do, by an amount that no column tells but the CPU time of its threads.</summary>
    private static double Available(CpuSchedule schedule, CpuCase one, IEnumerable<CpuThreadRun> run) =>
        Math.Max(schedule.Seconds * one.Cpus.Length, run.Sum(thread => thread.CpuSeconds));
}
