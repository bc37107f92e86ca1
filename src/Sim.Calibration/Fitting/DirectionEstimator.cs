using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using Sim.Calibration.Checks;
using Sim.Calibration.Traces.Fio;
using Sim.Core.Random;

namespace Sim.Calibration.Fitting;

/// <summary>Fits slots, slot time and ceilings of one direction to throughput over depth and block size.</summary>
/// <remarks>
/// Minimises the squared log error of IOPS over the cells (Nelder-Mead in the logarithms of the parameters, several starts). Which of the optional terms (time a
/// KiB, work a KiB, bandwidth ceiling, I/O ceiling) belong in the model is decided by the Bayesian information criterion, with the mean squared error floored at the
/// noise between repeats, so that no term is bought with noise. Intervals: parametric bootstrap with the larger of residual and repeat noise.
/// </remarks>
public static class DirectionEstimator
{
    private const int Replicates = 100;

    // Order of the parameters in the search vector.
    private const int Service = 0, Slots = 1, PerKib = 2, Bandwidth = 3, Iops = 4, Drain = 5;

    // Search range of each parameter, ns / count / ns / bytes per s / per s / ns: far outside any device, so that a value at the edge means "not seen".
    private static readonly (double Low, double High)[] Ranges = [(100, 1e11), (1, 4096), (1e-3, 1e8), (1e4, 1e13), (1, 1e9), (1e-3, 1e8)];

    /// <summary>Estimates one direction.</summary>
    /// <param name="all">All cells; only pure, not excluded ones of the direction are fitted.</param>
    /// <param name="software">The submitting side, already estimated.</param>
    /// <param name="read">Reads, or writes.</param>
    /// <returns>Null when no cell can be used.</returns>
    public static DirectionEstimate? Estimate(ImmutableArray<StorageCell> all, SoftwarePath software, bool read)
    {
        var cells = all.Where(cell => !cell.IsExcluded && cell.Load.ReadShare == (read ? 1 : 0)).ToImmutableArray();
        if (cells.IsEmpty) return null;

        long Block(StorageLoad load) => read ? load.ReadBlockBytes : load.WriteBlockBytes;
        var loads = cells.Select(cell => cell.Load).ToImmutableArray();
        var shape = read
            ? ServiceShape.Of(cells, run => run.Read, run => run.ReadBlockBytes)
            : ServiceShape.Of(cells, run => run.Write, run => run.WriteBlockBytes);
        var blocks = loads.Select(Block).Distinct().Order().ToArray();
        var depthsOfOneBlock = loads.GroupBy(Block).Max(group => group.Select(load => load.Concurrency).Distinct().Count());
        var problem = new Problem(
            loads,
            [.. cells.Select(cell => Math.Log(cell.Iops.Mean))],
            software,
            read,
            shape?.Cv.Value ?? 1,
            (blocks[0], blocks[^1]),
            (loads.Min(load => load.Concurrency), loads.Max(load => load.Concurrency)),
            Start(cells, software, Block));

        var noise = NoiseVariance(cells);
        var best = Choose(problem, noise, depthsOfOneBlock, blocks.Length);
        var model = problem.Model(best.Terms, best.Values);
        var replicates = Bootstrap(problem, best, noise);

        Interval? Of(int term, double? value) => value is { } v && best.Terms.Contains(term)
            ? Interval.FromReplicates(v, replicates.Select(values => Math.Exp(values[best.Terms.IndexOf(term)])))
            : null;
        return new DirectionEstimate
        {
            Model = model,
            Service = Of(Service, model.ServiceNs)!.Value,
            ServicePerKib = Of(PerKib, model.ServicePerKibNs),
            DrainPerKib = Of(Drain, model.DrainPerKibNs),
            Parallelism = Of(Slots, model.Parallelism),
            BandwidthLimit = Of(Bandwidth, model.BandwidthLimit),
            IopsLimit = Of(Iops, model.IopsLimit),
            Shape = shape,
            NotEstablished = NotEstablished(best.Terms, depthsOfOneBlock, blocks.Length, shape),
            Cells = [.. cells.Select(cell => cell.Name)],
            Files = [.. cells.SelectMany(cell => cell.Runs).Select(run => run.File)],
            RootMeanSquareLogError = Math.Sqrt(best.SquaredError / cells.Length),
        };
    }

    private static Fit Choose(Problem problem, double noise, int depths, int blocks)
    {
        var count = problem.Loads.Length;
        Fit? best = null;
        var bestScore = double.PositiveInfinity;
        for (var choice = 0; choice < 16; choice++)
        {
            var terms = new List<int> { Service };
            if (depths > 1) terms.Add(Slots);
            if ((choice & 1) != 0) terms.Add(PerKib);
            if ((choice & 2) != 0) terms.Add(Bandwidth);
            if ((choice & 4) != 0) terms.Add(Iops);
            if ((choice & 8) != 0) terms.Add(Drain);
            var bySize = (choice & 11) != 0;
            // Two sizes are needed to see bytes matter, three depths to see a plateau, and more cells than parameters to choose anything.
            if ((choice & 8) != 0 && depths < 2) continue; // without slots there is nothing to split a large I/O over
            if (bySize && blocks < 2 || (choice & 4) != 0 && depths < 3 || choice != 0 && terms.Count >= count) continue;
            if (blocks > 1 && !bySize && count > 3) continue; // a device whose time does not depend on size at all is not a hypothesis
            if (Solve(problem, [.. terms], null, problem.LogIops) is not { } fit) continue;
            var score = (count * Math.Log(Math.Max(fit.SquaredError / count, noise))) + (terms.Count * Math.Log(count));
            // Below the noise floor fits of one size score alike; then the closer one is taken.
            if (score < bestScore - 1e-9 || (score < bestScore + 1e-9 && fit.SquaredError < best!.SquaredError)) (best, bestScore) = (fit, score);
        }

        return best ?? throw new InvalidOperationException("no start of the search converged");
    }

    private static List<ImmutableArray<double>> Bootstrap(Problem problem, Fit fit, double noise)
    {
        var count = problem.Loads.Length;
        var spare = count - fit.Terms.Length;
        var deviation = Math.Sqrt(Math.Max(noise, spare > 0 ? fit.SquaredError / spare : 0));
        var fitted = problem.Predict(fit.Terms, fit.Values);
        // Its own stream with a fixed seed: the same files give the same intervals.
        var random = new RngStream(20261122, 0, "calibration/direction");
        var replicates = new List<ImmutableArray<double>>();
        for (var i = 0; i < Replicates; i++)
        {
            var sample = fitted.Select(value => value + (deviation * random.NextNormal())).ToImmutableArray();
            if (Solve(problem, fit.Terms, fit.Values, sample) is { } replicate) replicates.Add(replicate.Values);
        }

        return replicates;
    }

    private static Fit? Solve(Problem problem, ImmutableArray<int> terms, ImmutableArray<double>? warm, ImmutableArray<double> target)
    {
        Fit? best = null;
        foreach (var slots in warm is null ? [1.5, 6, 40] : new double[] { 0 })
        {
            var start = warm ?? [.. terms.Select(term => Math.Log(term == Slots ? slots : problem.Start[term]))];
            var objective = ObjectiveFunction.Value(vector => problem.SquaredError(terms, vector, target));
            try
            {
                var found = NelderMeadSimplex.Minimum(
                    objective, Vector<double>.Build.DenseOfEnumerable(start), Vector<double>.Build.Dense(terms.Length, warm is null ? 0.7 : 0.2), 1e-7, 3000);
                var fit = new Fit(terms, [.. found.MinimizingPoint], found.FunctionInfoAtMinimum.Value);
                if (best is null || fit.SquaredError < best.SquaredError) best = fit;
            }
            catch (MaximumIterationsException)
            {
                // This start wandered along a flat valley; the others decide.
            }
        }

        return best;
    }

    /// <summary>Variance of ln(mean IOPS) of a cell: pooled over the repeats, or from fio's half-second samples when that is larger; at least (1 %) squared.</summary>
    private static double NoiseVariance(ImmutableArray<StorageCell> cells)
    {
        double squares = 0;
        var degrees = 0;
        foreach (var cell in cells)
        {
            var mean = cell.Runs.Average(run => Math.Log(run.Iops));
            squares += cell.Runs.Sum(run => Math.Pow(Math.Log(run.Iops) - mean, 2));
            degrees += cell.Runs.Length - 1;
        }

        var runs = cells.Average(cell => cell.Runs.Length);
        var within = cells.Average(cell => cell.Runs.Average(run => Math.Pow((run.Read ?? run.Write)!.IopsRelativeError, 2)));
        return Math.Max(1e-4, Math.Max(degrees > 0 ? squares / degrees : 0, within) / runs);
    }

    /// <summary>Where the search starts: the shallowest cell gives the slot time, the fastest cells the ceilings.</summary>
    private static ImmutableArray<double> Start(ImmutableArray<StorageCell> cells, SoftwarePath software, Func<StorageLoad, long> block)
    {
        var shallow = cells.OrderBy(cell => cell.Load.Concurrency).ThenBy(cell => block(cell.Load)).First();
        var service = Math.Max(1000, (shallow.LatencyMeanNs.Mean / Math.Max(1, shallow.Load.Concurrency / 4d)) - software.SubmitNs);
        var bandwidth = cells.Max(cell => cell.Iops.Mean * block(cell.Load));
        return [service, 6, Math.Max(1, 1e9 * 1024 / bandwidth), bandwidth * 1.1, cells.Max(cell => cell.Iops.Mean) * 1.1, 1e9 * 1024 / bandwidth];
    }

    private static ImmutableArray<(string, string)> NotEstablished(ImmutableArray<int> terms, int depths, int blocks, ServiceShape? shape)
    {
        var list = new List<(string, string)>();
        if (!terms.Contains(Slots)) list.Add(("parallelism", "one block size at two depths or more is needed"));
        if (!terms.Contains(PerKib))
            list.Add(("service_per_kib", blocks < 2 ? "two block sizes are needed" : "latency does not grow with size beyond the work of drain_per_kib or bandwidth_limit; taken as 0"));
        if (!terms.Contains(Drain)) list.Add(("drain_per_kib", blocks < 2 ? "two block sizes are needed" : "one slot carrying the whole I/O explains the cells"));
        if (!terms.Contains(Bandwidth)) list.Add(("bandwidth_limit", blocks < 2 ? "two block sizes are needed" : "no ceiling in bytes per second shows in the cells"));
        if (!terms.Contains(Iops)) list.Add(("iops_limit", depths < 3 ? "three depths of one block size are needed" : "no ceiling in I/Os per second shows in the cells"));
        if (shape is null) list.Add(("service_cv", "a json+ histogram at depth 1 is needed; exponential service was assumed"));
        return [.. list];
    }

    /// <summary>A standard normal draw by Box and Muller: MathNet's samplers draw from a shared source.</summary>

    private sealed record Fit(ImmutableArray<int> Terms, ImmutableArray<double> Values, double SquaredError);

    private sealed record Problem(
        ImmutableArray<StorageLoad> Loads,
        ImmutableArray<double> LogIops,
        SoftwarePath Software,
        bool Read,
        double ServiceCv,
        (long Low, long High) Blocks,
        (int Low, int High) Depths,
        ImmutableArray<double> Start)
    {
        public DirectionModel Model(ImmutableArray<int> terms, IReadOnlyList<double> logs)
        {
            double? Value(int term) => terms.IndexOf(term) is >= 0 and var at ? Math.Exp(logs[at]) : null;
            return new DirectionModel
            {
                ServiceNs = Value(Service)!.Value,
                // Several sizes and no term of its own: size costs bandwidth only, which is a finding, not an unknown.
                ServicePerKibNs = Value(PerKib) ?? (Blocks.Low < Blocks.High ? 0 : null),
                DrainPerKibNs = Value(Drain),
                Parallelism = Value(Slots),
                BandwidthLimit = Value(Bandwidth),
                IopsLimit = Value(Iops),
                ServiceCv = ServiceCv,
                Blocks = Blocks,
                Depths = Depths,
            };
        }

        public ImmutableArray<double> Predict(ImmutableArray<int> terms, IReadOnlyList<double> logs)
        {
            var model = Model(terms, logs) with { Parallelism = Model(terms, logs).Parallelism ?? 1 };
            var storage = new StorageModel(Software, Read ? model : null, Read ? null : model);
            return [.. Loads.Select(load => Math.Log(storage.Predict(load with { ReadShare = Read ? 1 : 0 }, out _) is { } point ? point.Iops : 1e-3))];
        }

        public double SquaredError(ImmutableArray<int> terms, Vector<double> logs, ImmutableArray<double> target)
        {
            double outside = 0;
            for (var i = 0; i < terms.Length; i++)
            {
                var (low, high) = Ranges[terms[i]];
                outside += Math.Pow(Math.Max(0, Math.Log(low) - logs[i]) + Math.Max(0, logs[i] - Math.Log(high)), 2);
            }

            // Outside the range the model has no meaning (fewer than one slot): score the nearest point inside plus the distance, so that the search walks back.
            var inside = terms.Select((term, i) => Math.Clamp(logs[i], Math.Log(Ranges[term].Low), Math.Log(Ranges[term].High))).ToArray();
            var predicted = Predict(terms, inside);
            double sum = 0;
            for (var i = 0; i < target.Length; i++) sum += Math.Pow(predicted[i] - target[i], 2);
            return sum + outside;
        }
    }
}
