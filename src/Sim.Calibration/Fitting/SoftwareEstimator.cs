using System.Collections.Immutable;
using MathNet.Numerics.LinearRegression;
using Sim.Calibration.Checks;
using Sim.Calibration.Traces.Fio;
using Sim.Core.Random;

namespace Sim.Calibration.Fitting;

/// <summary>Splits the submitting threads' CPU time into a part a wake-up, a part an I/O and a part a KiB.</summary>
/// <remarks>
/// Least squares on relative errors of CPU time per I/O over all runs; the number of wake-ups per I/O is fio's own count of context switches. Batching makes
/// it fall with depth, which is why CPU per I/O falls too (network-and-storage 1.6). A term whose best value is negative is left out.
/// Intervals: bootstrap over runs.
/// </remarks>
public static class SoftwareEstimator
{
    private const int Replicates = 400;

    /// <summary>Estimates the software path.</summary>
    /// <param name="cells">All cells; excluded ones are left out, except that a saturated CPU is just what is to be measured.</param>
    public static SoftwareEstimate Estimate(ImmutableArray<StorageCell> cells)
    {
        var runs = cells
            .Where(cell => !cell.Flags.Any(flag => flag.Excludes && flag.Kind != CaseFlagKind.CpuSaturated))
            .SelectMany(cell => cell.Runs)
            .Where(run => run.Iops > 0)
            .ToImmutableArray();
        var shallow = runs.Where(run => run.Concurrency == 1).ToArray();
        var smallest = shallow.Length > 0 ? shallow.Min(Kib) : 0;
        var submits = shallow.Where(run => Kib(run) == smallest).Select(Submit).Where(submit => submit > 0).ToArray();
        Interval? submit = submits.Length > 0 ? new Interval(submits.Average(), submits.Min(), submits.Max()) : null;

        var used = runs.Where(run => run.UserCpus + run.SystemCpus > 0).ToImmutableArray();
        var wakes = used.Select(Wakes).ToArray();
        var sizes = used.Select(Kib).Distinct().Count();
        var terms = new List<int>();
        if (used.Length >= 1) terms.Add(0);
        if (used.Length >= 3 && wakes.Max() > 2 * wakes.Min()) terms.Add(1);
        if (used.Length > terms.Count && sizes > 1) terms.Add(2);
        if (terms.Count == 0) return new SoftwareEstimate { Path = new SoftwarePath { SubmitNs = submit?.Value ?? 0 }, Submit = submit, SubmitRuns = submits.Length };

        var value = Solve(used, [.. terms]);
        var random = new RngStream(20261122, 0, "calibration/software");
        var replicates = new List<double[]>();
        for (var i = 0; i < Replicates && used.Length > terms.Count; i++)
        {
            var sample = Enumerable.Range(0, used.Length).Select(_ => used[random.NextIndex(used.Length)]).ToImmutableArray();
            // A resample without spread in wake-ups or sizes cannot tell the terms apart.
            if (sample.Select(run => (Wakes(run), Kib(run))).Distinct().Count() > terms.Count) replicates.Add(Solve(sample, [.. terms]));
        }

        Interval? Term(int term) => value[term] > 0 ? Interval.FromReplicates(value[term], replicates.Select(replicate => replicate[term])) : null;
        return new SoftwareEstimate
        {
            Path = new SoftwarePath { SubmitNs = submit?.Value ?? 0, CpuPerIoNs = value[0], CpuPerWakeNs = value[1], CpuPerKibNs = value[2] },
            Submit = submit,
            SubmitRuns = submits.Length,
            CpuPerIo = Term(0),
            CpuPerWake = Term(1),
            CpuPerKib = Term(2),
            CpuRuns = used.Length,
        };
    }

    /// <summary>Non-negative least squares by leaving out the most negative term until none is.</summary>
    private static double[] Solve(ImmutableArray<FioCase> runs, ImmutableArray<int> terms)
    {
        while (true)
        {
            var rows = runs.Select(run => terms.Select(term => Term(run, term) / CpuNs(run)).ToArray()).ToArray();
            var ones = Enumerable.Repeat(1d, runs.Length).ToArray();
            var solved = terms.Length == 1
                ? [rows.Sum(row => row[0]) / rows.Sum(row => row[0] * row[0])]
                : MultipleRegression.Svd(rows, ones, intercept: false);
            var worst = Enumerable.Range(0, terms.Length).MinBy(i => solved[i] * Term(runs[0], terms[i]));
            if (solved[worst] >= 0 || terms.Length == 1)
            {
                var result = new double[3];
                for (var i = 0; i < terms.Length; i++) result[terms[i]] = Math.Max(0, solved[i]);
                return result;
            }

            terms = terms.RemoveAt(worst);
        }
    }

    private static double Term(FioCase run, int term) => term switch { 0 => 1, 1 => Wakes(run), _ => Kib(run) };

    private static double CpuNs(FioCase run) => (run.UserCpus + run.SystemCpus) / run.Iops * 1e9;

    private static double Wakes(FioCase run) => run.ContextSwitches / (double)((run.Read?.TotalIos ?? 0) + (run.Write?.TotalIos ?? 0));

    private static double Kib(FioCase run) => ((run.ReadShare * run.ReadBlockBytes) + ((1 - run.ReadShare) * run.WriteBlockBytes)) / 1024;

    private static double Submit(FioCase run) => (run.ReadShare * (run.Read?.MeanSubmitNs ?? 0)) + ((1 - run.ReadShare) * (run.Write?.MeanSubmitNs ?? 0));
}
