using System.Collections.Immutable;
using MathNet.Numerics.LinearRegression;
using Sim.Calibration.Checks;
using Sim.Calibration.Traces.Fio;

namespace Sim.Calibration.Disks;

/// <summary>Splits what fio's threads cost: the submitting call (slat) and all CPU time, each into a part an I/O, a part a wake-up and a part a KiB.</summary>
/// <remarks>Relative least squares over runs without negative parts. A wake-up goes with a kick of a sleeping disk, so the submitting call's part a wake-up is the kick.</remarks>
internal static class DiskSubmitterEstimator
{
    /// <summary>The submitting side of these cases; all zero where fio printed neither slat nor CPU use.</summary>
    public static DiskSubmitter Estimate(ImmutableArray<StorageCell> cells)
    {
        var runs = cells.SelectMany(cell => cell.Runs).ToArray();
        var submit = Solve([.. runs.Where(run => Submit(run) > 0)], Submit);
        // A thread that shares its CPU burns what others need; what it burns for an I/O is the same.
        var cpu = Solve([.. runs.Where(run => run.UserCpus + run.SystemCpus > 0)], run => (run.UserCpus + run.SystemCpus) / run.Iops * 1e9);
        return new DiskSubmitter(submit[0], submit[2], submit[1], Math.Max(0, cpu[0] - submit[0]), Math.Max(0, cpu[1] - submit[1]));
    }

    /// <summary>Parts an I/O, a wake-up and a KiB; the most negative is left out until none is.</summary>
    private static double[] Solve(FioCase[] runs, Func<FioCase, double> value)
    {
        var result = new double[3];
        if (runs.Length == 0) return result;
        var terms = new List<int> { 0 };
        if (runs.Length >= 4 && runs.Max(Wakes) > 2 * runs.Min(Wakes)) terms.Add(1);
        if (runs.Length >= 5 && runs.Select(Kib).Distinct().Count() > 1) terms.Add(2);
        while (true)
        {
            var rows = runs.Select(run => terms.Select(term => Term(run, term) / value(run)).ToArray()).ToArray();
            var solved = terms.Count == 1
                ? [rows.Sum(row => row[0]) / rows.Sum(row => row[0] * row[0])]
                : MultipleRegression.Svd(rows, Enumerable.Repeat(1d, runs.Length).ToArray(), intercept: false);
            var worst = Enumerable.Range(0, terms.Count).MinBy(i => solved[i]);
            if (solved[worst] >= 0 || terms.Count == 1)
            {
                for (var i = 0; i < terms.Count; i++) result[terms[i]] = Math.Max(0, solved[i]);
                return result;
            }

            terms.RemoveAt(worst);
        }
    }

    private static double Term(FioCase run, int term) => term switch { 0 => 1, 1 => Wakes(run), _ => Kib(run) };

    private static double Wakes(FioCase run) => run.ContextSwitches / (double)((run.Read?.TotalIos ?? 0) + (run.Write?.TotalIos ?? 0));

    private static double Kib(FioCase run) => ((run.ReadShare * run.ReadBlockBytes) + ((1 - run.ReadShare) * run.WriteBlockBytes)) / 1024;

    private static double Submit(FioCase run) => (run.ReadShare * (run.Read?.MeanSubmitNs ?? 0)) + ((1 - run.ReadShare) * (run.Write?.MeanSubmitNs ?? 0));
}
