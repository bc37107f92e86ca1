using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using Sim.Calibration.Fitting;

namespace Sim.Calibration.Cpu;

/// <summary>Estimates a machine's costs from scheduler measurements.</summary>
/// <remarks>
/// CPU costs by least squares on what threads used beyond their drawn demand: always-busy threads give the cost of a request, the others that of waking up. The three latencies by
/// Gauss-Newton on the logarithm of mean and median response times, replaying the single-CPU cases with arrivals, each weighed by how far its runs agree; no cost goes below zero. Nothing of the scheduler's rules is fitted.
/// </remarks>
public static class CpuEstimator
{
    private const double Confidence = 0.90;
    private const int Iterations = 3;
    private const int Latencies = 3;

    /// <summary>Half of a median cost: small steps drown in the choices that a shift of microseconds turns over.</summary>
    private const double StepNs = 10_000;

    /// <summary>How well the model is expected to do at best, in logarithms: a row is not trusted beyond that however alike its runs are. Half a percent is a microsecond of the shortest median.</summary>
    private const double ModelError = 0.005;
    private static readonly double[] Constant = [1];

    /// <summary>Candidates for the idle time before deep idle, nanoseconds: from an eighth to sixteen times KVM's halt polling.</summary>
    private static readonly double[] Residencies = [25_000, 50_000, 100_000, 200_000, 400_000, 800_000, 1_600_000, 3_200_000];

    /// <summary>Estimates what the cases can establish.</summary>
    /// <param name="directories">Measurements of one machine; cases the model cannot replay are left out.</param>
    public static CpuEstimate Estimate(IEnumerable<CpuDirectory> directories)
    {
        var observations = directories.SelectMany(directory => directory.Schedule.Cases.Zip(directory.Measured)
            .Select(pair => new Observation(directory.Schedule, pair.First, pair.Second))).ToImmutableArray();
        var intervals = new Interval?[CpuMachine.Names.Length];
        var samples = new int[CpuMachine.Names.Length];
        var machine = new CpuMachine();
        machine = RequestCpu(observations, machine, intervals, samples);
        var single = observations.Where(one => one.Case.Cpus.Length == 1 && one.Case.Groups.Any(group => !group.IsAlwaysBusy)).ToImmutableArray();
        if (single.Length > 0)
        {
            machine = DeepIdle(single, machine, intervals, samples);
            machine = WakeCpu(single, machine, intervals, samples);
            machine = Latency(single, machine, intervals, samples);
            machine = WakeCpu(single, machine, intervals, samples);
        }

        return new CpuEstimate(machine, [.. intervals], [.. samples]);
    }

    private static CpuMachine RequestCpu(ImmutableArray<Observation> observations, CpuMachine machine, Interval?[] intervals, int[] samples)
    {
        // A busy piece is 1 ms: what its thread used beyond that is the cost of a piece.
        var costs = observations.SelectMany(one => one.Rows.Where(row => one.Case.Groups[row.Group].IsAlwaysBusy))
            .Select(row => (row.CpuSeconds * 1e9 / row.Requests) - 1e6).ToArray();
        if (costs.Length < 2) return machine;
        var fit = Solve(costs.Select(_ => Constant), costs);
        Note(3, fit.Values[0], fit.HalfWidths[0], costs.Length, intervals, samples);
        return machine.With(3, Math.Max(0, fit.Values[0]));
    }

    private static CpuMachine WakeCpu(ImmutableArray<Observation> observations, CpuMachine machine, Interval?[] intervals, int[] samples)
    {
        var (rows, beyond) = Wakes(observations, machine);
        if (rows.Count <= 2) return machine;
        var fit = Solve(rows, beyond);
        for (var i = 0; i < 2; i++)
        {
            Note(4 + i, fit.Values[i], fit.HalfWidths[i], rows.Count, intervals, samples);
            machine = machine.With(4 + i, Math.Max(0, fit.Values[i]));
        }

        return machine;
    }

    /// <summary>Sleeps and cold sleeps a request of each thread and run, and the CPU time a request that has to be explained by them, nanoseconds.</summary>
    private static (List<double[]> Rows, List<double> Beyond) Wakes(ImmutableArray<Observation> observations, CpuMachine machine)
    {
        var rows = new List<double[]>();
        var beyond = new List<double>();
        foreach (var (one, runs) in observations.Zip(Replays(observations, machine)))
        {
            foreach (var row in one.Rows.Where(row => !one.Case.Groups[row.Group].IsAlwaysBusy && row.Requests > 0))
            {
                // One request of the thread is one observation, so that long runs do not count for more.
                var replay = runs[row.Run];
                rows.Add([replay.Sleeps[row.Thread] / (double)row.Requests, replay.ColdSleeps[row.Thread] / (double)row.Requests]);
                beyond.Add(((row.CpuSeconds - replay.Demand[row.Thread]) * 1e9 / row.Requests) - machine.RequestCpu.Nanoseconds);
            }
        }

        return (rows, beyond);
    }

    /// <summary>The residency that explains most of the CPU time of wake-ups, of doubling candidates; its interval holds those that explain not significantly less.</summary>
    private static CpuMachine DeepIdle(ImmutableArray<Observation> observations, CpuMachine machine, Interval?[] intervals, int[] samples)
    {
        var tried = Residencies.Select(after => (After: after, Wakes: Wakes(observations, machine.With(6, after)))).Where(one => one.Wakes.Rows.Count > 2)
            .Select(one => (one.After, one.Wakes.Rows.Count, Squares: Solve(one.Wakes.Rows, one.Wakes.Beyond).Squares)).ToArray();
        if (tried.Length == 0) return machine;
        var best = tried.MinBy(one => one.Squares);
        var t = StudentT.InvCDF(0, 1, best.Count - 2, (1 + Confidence) / 2);
        var bound = best.Squares * (1 + (t * t / (best.Count - 2)));
        var good = tried.Where(one => one.Squares <= bound).ToArray();
        (intervals[6], samples[6]) = (new Interval(best.After, good.Min(one => one.After), good.Max(one => one.After)), best.Count);
        return machine.With(6, best.After);
    }

    private static CpuMachine Latency(ImmutableArray<Observation> observations, CpuMachine machine, Interval?[] intervals, int[] samples)
    {
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var (residuals, scales) = Residuals(observations, machine);
            if (residuals.Length <= Latencies) return machine;
            var jacobian = new double[Latencies][];
            for (var i = 0; i < Latencies; i++)
            {
                var shifted = Residuals(observations, machine.With(i, machine.Values[i] + StepNs)).Values;
                jacobian[i] = [.. shifted.Zip(residuals, (after, before) => (after - before) / StepNs)];
            }

            var free = Enumerable.Range(0, Latencies).ToList();
            while (free.Count > 0)
            {
                var fit = Solve(
                    Enumerable.Range(0, residuals.Length).Select(row => free.Select(i => jacobian[i][row] / scales[row]).ToArray()), [.. residuals.Zip(scales, (value, scale) => -value / scale)]);
                // A cost that wants to be negative is held at zero and the others are solved again.
                var negative = free.FindIndex(i => machine.Values[i] + fit.Values[free.IndexOf(i)] < 0);
                if (negative >= 0)
                {
                    machine = machine.With(free[negative], 0);
                    Note(free[negative], 0, fit.HalfWidths[negative], residuals.Length, intervals, samples);
                    free.RemoveAt(negative);
                    continue;
                }

                for (var k = 0; k < free.Count; k++)
                {
                    machine = machine.With(free[k], machine.Values[free[k]] + fit.Values[k]);
                    Note(free[k], machine.Values[free[k]], fit.HalfWidths[k], residuals.Length, intervals, samples);
                }

                break;
            }
        }

        return machine;
    }

    /// <summary>ln(replayed / measured) of every group's mean and median response time with arrivals, in the mean of the runs, and how far that may be off: its standard error over the runs.</summary>
    private static (double[] Values, double[] Scales) Residuals(ImmutableArray<Observation> observations, CpuMachine machine)
    {
        var rows = observations.Zip(Replays(observations, machine)).SelectMany(pair => Enumerable.Range(0, pair.First.Case.Groups.Length)
            .Where(group => !pair.First.Case.Groups[group].IsAlwaysBusy)
            .SelectMany(group => CpuMetric.All.Where(metric => metric.Name is "response_mean" or "response_p50").Select(metric =>
                metric.Runs(pair.Second.SelectMany(run => run.Threads), group, pair.First.Schedule, pair.First.Case)
                    .Zip(metric.Runs(pair.First.Rows, group, pair.First.Schedule, pair.First.Case), (replayed, measured) => Math.Log(replayed / measured)).ToArray()))).ToArray();
        return ([.. rows.Select(runs => runs.Average())], [.. rows.Select(runs =>
        {
            var mean = runs.Average();
            var error = runs.Length > 1 ? runs.Sum(value => (value - mean) * (value - mean)) / (runs.Length - 1) / runs.Length : 0;
            return Math.Sqrt(error + (ModelError * ModelError));
        })]);
    }

    private static ImmutableArray<CpuReplayRun>[] Replays(ImmutableArray<Observation> observations, CpuMachine machine) =>
        [.. observations.AsParallel().AsOrdered().Select(one => CpuReplay.Runs(one.Schedule, one.Case, machine))];

    private static void Note(int index, double value, double halfWidth, int count, Interval?[] intervals, int[] samples)
    {
        intervals[index] = new Interval(Math.Max(0, value), Math.Max(0, value - halfWidth), Math.Max(0, value + halfWidth));
        samples[index] = count;
    }

    /// <summary>Ordinary least squares with half widths of Student intervals.</summary>
    private static (double[] Values, double[] HalfWidths, double Squares) Solve(IEnumerable<double[]> rows, IReadOnlyList<double> target)
    {
        var matrix = Matrix<double>.Build.DenseOfRowArrays(rows);
        var vector = Vector<double>.Build.DenseOfEnumerable(target);
        var normal = matrix.TransposeThisAndMultiply(matrix);
        var inverse = normal.PseudoInverse();
        var values = inverse * matrix.TransposeThisAndMultiply(vector);
        var degrees = Math.Max(1, matrix.RowCount - matrix.ColumnCount);
        var squares = (vector - (matrix * values)).PointwisePower(2).Sum();
        var variance = squares / degrees;
        var t = StudentT.InvCDF(0, 1, degrees, (1 + Confidence) / 2);
        return ([.. values], [.. inverse.Diagonal().Select(element => t * Math.Sqrt(variance * Math.Max(0, element)))], squares);
    }

    private sealed record Observation(CpuSchedule Schedule, CpuCase Case, ImmutableArray<CpuThreadRun> Rows);
}
