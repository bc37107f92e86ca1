using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using Sim.Calibration.Fitting;

namespace Sim.Calibration.Cpu;

/// <summary>Estimates a machine's costs from scheduler measurements.</summary>
/// <remarks>
/// CPU costs by least squares on what threads used beyond their drawn demand (<see cref="CpuBeyondDemand"/>): always-busy threads tell the cost of a request from that of a thread's start and end, since few and
/// many of them burn the same CPU; the others tell that of waking up. The three latencies by
/// Gauss-Newton on the logarithm of mean and median response times, replaying the single-CPU cases with arrivals, each weighed by how far its runs agree; no cost goes below zero. Nothing of the scheduler's rules is fitted.
/// </remarks>
public static class CpuEstimator
{
    private const int MostIterations = 8;
    private const int Latencies = 3;

    /// <summary>Half of a median cost: small steps drown in the choices that a shift of microseconds turns over.</summary>
    private const double StepNs = 10_000;

    /// <summary>Latencies are found when a step changes none by more: far less than their intervals.</summary>
    private const double SettledNs = 500;

    /// <summary>How well the model is expected to do at best, in logarithms: a row is not trusted beyond that however alike its runs are. Half a percent is a microsecond of the shortest median.</summary>
    private const double ModelError = 0.005;

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
        var single = observations.Where(one => one.Case.Cpus.Length == 1).ToImmutableArray();
        var sleeping = single.Where(one => one.Case.Groups.Any(group => !group.IsAlwaysBusy)).ToImmutableArray();
        if (sleeping.Length > 0) machine = DeepIdle(single, machine, intervals, samples);
        machine = CpuTimes(single, machine, intervals, samples);
        if (sleeping.Length > 0)
        {
            machine = Latency(sleeping, machine, intervals, samples);
            machine = CpuTimes(single, machine, intervals, samples);
        }

        return new CpuEstimate(machine, [.. intervals], [.. samples]);
    }

    private static CpuMachine CpuTimes(ImmutableArray<Observation> observations, CpuMachine machine, Interval?[] intervals, int[] samples)
    {
        var beyond = BeyondDemand(observations, machine);
        if (!beyond.IsEnough) return machine;
        var fit = beyond.Solve();
        for (var i = 0; i < CpuBeyondDemand.Parameters.Length; i++)
        {
            if (!beyond.Tells(i)) continue;
            var parameter = CpuBeyondDemand.Parameters[i];
            Note(parameter, fit.Values[i], fit.HalfWidths[i], beyond.Count, intervals, samples);
            machine = machine.With(parameter, Math.Max(0, fit.Values[i]));
        }

        return machine;
    }

    private static CpuBeyondDemand BeyondDemand(ImmutableArray<Observation> observations, CpuMachine machine)
    {
        var beyond = new CpuBeyondDemand(machine);
        foreach (var (one, runs) in observations.Zip(Replays(observations, machine))) beyond.Add(one.Case, one.Rows, runs);
        return beyond;
    }

    /// <summary>The residency that explains most of the CPU time of wake-ups, of doubling candidates; its interval holds those that explain not significantly less.</summary>
    private static CpuMachine DeepIdle(ImmutableArray<Observation> observations, CpuMachine machine, Interval?[] intervals, int[] samples)
    {
        var tried = Residencies.Select(after => (After: after, Beyond: BeyondDemand(observations, machine.With(6, after)))).Where(one => one.Beyond.IsEnough)
            .Select(one => (one.After, one.Beyond.Count, one.Beyond.Degrees, one.Beyond.Solve().Squares)).ToArray();
        if (tried.Length == 0) return machine;
        var best = tried.MinBy(one => one.Squares);
        var t = StudentT.InvCDF(0, 1, best.Degrees, (1 + LeastSquares.Confidence) / 2);
        var bound = best.Squares * (1 + (t * t / best.Degrees));
        var good = tried.Where(one => one.Squares <= bound).ToArray();
        (intervals[6], samples[6]) = (new Interval(best.After, good.Min(one => one.After), good.Max(one => one.After)), best.Count);
        return machine.With(6, best.After);
    }

    private static CpuMachine Latency(ImmutableArray<Observation> observations, CpuMachine machine, Interval?[] intervals, int[] samples)
    {
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            var before = machine;
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
                var fit = LeastSquares.Solve(
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

            if (Enumerable.Range(0, Latencies).All(i => Math.Abs(machine.Values[i] - before.Values[i]) < SettledNs)) break;
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
                    .Zip(metric.Runs(pair.First.Rows, group, pair.First.Schedule, pair.First.Case), (replayed, measured) => Math.Log(replayed / measured))
                    // A run in which nobody finished a request has no response time.
                    .Where(double.IsFinite).ToArray()))).Where(runs => runs.Length > 0).ToArray();
        return ([.. rows.Select(runs => runs.Average())], [.. rows.Select(runs =>
        {
            var mean = runs.Average();
            var error = runs.Length > 1 ? runs.Sum(value => (value - mean) * (value - mean)) / (runs.Length - 1) / runs.Length : 0;
            return Math.Sqrt(error + (ModelError * ModelError));
        })]);
    }

    private static ImmutableArray<CpuReplayRun>[] Replays(ImmutableArray<Observation> observations, CpuMachine machine) =>
        [.. observations.AsParallel().AsOrdered().Select(one => one.Case.Groups.All(group => group.IsAlwaysBusy) ? [] : CpuReplay.Runs(one.Schedule, one.Case, machine))];

    private static void Note(int index, double value, double halfWidth, int count, Interval?[] intervals, int[] samples)
    {
        intervals[index] = new Interval(Math.Max(0, value), Math.Max(0, value - halfWidth), Math.Max(0, value + halfWidth));
        samples[index] = count;
    }

    private sealed record Observation(CpuSchedule Schedule, CpuCase Case, ImmutableArray<CpuThreadRun> Rows);
}
