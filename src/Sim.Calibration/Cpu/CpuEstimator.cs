using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using Sim.Calibration.Fitting;

namespace Sim.Calibration.Cpu;

/// <summary>Estimates a machine's six costs from scheduler measurements.</summary>
/// <remarks>
/// CPU costs by least squares on what threads used beyond their drawn demand: always-busy threads give the cost of a request, the others that of waking up. The three latencies by
/// Gauss-Newton on the logarithm of mean response times, replaying the single-CPU cases with arrivals; no cost goes below zero. Nothing of the scheduler's rules is fitted.
/// </remarks>
public static class CpuEstimator
{
    private const double Confidence = 0.90;
    private const int Iterations = 3;
    private const int Latencies = 3;

    /// <summary>Half of a median cost: small steps drown in the choices that a shift of microseconds turns over.</summary>
    private const double StepNs = 10_000;
    private static readonly double[] Constant = [1];

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

        if (rows.Count <= 2) return machine;
        var fit = Solve(rows, beyond);
        for (var i = 0; i < 2; i++)
        {
            Note(4 + i, fit.Values[i], fit.HalfWidths[i], rows.Count, intervals, samples);
            machine = machine.With(4 + i, Math.Max(0, fit.Values[i]));
        }

        return machine;
    }

    private static CpuMachine Latency(ImmutableArray<Observation> observations, CpuMachine machine, Interval?[] intervals, int[] samples)
    {
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var residuals = Residuals(observations, machine);
            if (residuals.Length <= Latencies) return machine;
            var jacobian = new double[Latencies][];
            for (var i = 0; i < Latencies; i++)
            {
                var shifted = Residuals(observations, machine.With(i, machine.Values[i] + StepNs));
                jacobian[i] = [.. shifted.Zip(residuals, (after, before) => (after - before) / StepNs)];
            }

            var free = Enumerable.Range(0, Latencies).ToList();
            while (free.Count > 0)
            {
                var fit = Solve(Enumerable.Range(0, residuals.Length).Select(row => free.Select(i => jacobian[i][row]).ToArray()), [.. residuals.Select(value => -value)]);
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

    /// <summary>ln(replayed / measured) of every group's mean and median response time with arrivals, over all runs.</summary>
    private static double[] Residuals(ImmutableArray<Observation> observations, CpuMachine machine) =>
    [
        .. observations.Zip(Replays(observations, machine)).SelectMany(pair => Enumerable.Range(0, pair.First.Case.Groups.Length)
            .Where(group => !pair.First.Case.Groups[group].IsAlwaysBusy)
            .SelectMany(group => CpuMetric.All.Where(metric => metric.Name is "response_mean" or "response_p50").Select(metric => Math.Log(
                metric.Runs(pair.Second.SelectMany(run => run.Threads), group, pair.First.Schedule, pair.First.Case).Average()
                / metric.Runs(pair.First.Rows, group, pair.First.Schedule, pair.First.Case).Average())))),
    ];

    private static ImmutableArray<CpuReplayRun>[] Replays(ImmutableArray<Observation> observations, CpuMachine machine) =>
        [.. observations.AsParallel().AsOrdered().Select(one => CpuReplay.Runs(one.Schedule, one.Case, machine))];

    private static void Note(int index, double value, double halfWidth, int count, Interval?[] intervals, int[] samples)
    {
        intervals[index] = new Interval(Math.Max(0, value), Math.Max(0, value - halfWidth), Math.Max(0, value + halfWidth));
        samples[index] = count;
    }

    /// <summary>Ordinary least squares with half widths of Student intervals.</summary>
    private static (double[] Values, double[] HalfWidths) Solve(IEnumerable<double[]> rows, IReadOnlyList<double> target)
    {
        var matrix = Matrix<double>.Build.DenseOfRowArrays(rows);
        var vector = Vector<double>.Build.DenseOfEnumerable(target);
        var normal = matrix.TransposeThisAndMultiply(matrix);
        var inverse = normal.PseudoInverse();
        var values = inverse * matrix.TransposeThisAndMultiply(vector);
        var degrees = Math.Max(1, matrix.RowCount - matrix.ColumnCount);
        var variance = (vector - (matrix * values)).PointwisePower(2).Sum() / degrees;
        var t = StudentT.InvCDF(0, 1, degrees, (1 + Confidence) / 2);
        return ([.. values], [.. inverse.Diagonal().Select(element => t * Math.Sqrt(variance * Math.Max(0, element)))]);
    }

    private sealed record Observation(CpuSchedule Schedule, CpuCase Case, ImmutableArray<CpuThreadRun> Rows);
}
