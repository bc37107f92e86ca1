using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Core.Random;

namespace Sim.Calibration.Disks;

/// <summary>Fits a disk to measured cases by playing them.</summary>
/// <remarks>
/// In turn: the submitting threads (regression); for each form of disk its times, so that throughput and median agree (Nelder-Mead on runs without chance); for the closest form the
/// chance, so that the other percentiles agree (Nelder-Mead on runs with equal random numbers); the times again with what chance was found to add; replicates.
/// </remarks>
internal static class DiskEstimator
{
    /// <summary>Refits to disturbed cases.</summary>
    public const int Replicates = 20;

    // A search plays every case hundreds of times; a grid of a hundred cases says nothing about four or five times that a spread selection does not say.
    private const int MostCases = 12;

    // Deeper cases repeat the ceiling at a cost that grows with their depth.
    private const int DeepestOfGrid = 512;

    // Two runs of one case differ by this much at least, minutes apart: no case is trusted more.
    private const double LeastDeviation = 0.03;

    /// <summary>Fits a disk; null when no pure case can be used.</summary>
    /// <param name="cells">The cases to fit.</param>
    public static DiskEstimate? Estimate(ImmutableArray<StorageCell> cells)
    {
        var used = Thinned([.. cells.Where(cell => !cell.IsExcluded && cell.Load.ReadShare is 0 or 1)]);
        if (used.IsEmpty) return null;
        var submitter = DiskSubmitterEstimator.Estimate(used);
        var targets = used.Select(DiskTarget.Of).ToImmutableArray();
        var repeat = RepeatVariance(used);
        var noise = Math.Max(LeastDeviation * LeastDeviation, repeat / used.Average(cell => cell.Runs.Length));
        var start = DiskChanceFit.Start(Math.Exp(targets.MinBy(target => target.Load.Concurrency)!.LogMedian ?? Math.Log(1e6)));

        var (problem, logs) = Forms(used).AsParallel().AsOrdered()
            .Select(form => (Problem: new DiskProblem(targets, form, submitter, noise), Form: form))
            .Select(item => (item.Problem, Found: Structure(item.Problem, Guess(item.Problem, used, start), start, default, item.Form.IsBatched ? 0.7 : 0.2, 40 * item.Form.Quantities.Length)))
            .MinBy(item => item.Found.Value) is var best ? (best.Problem, best.Found.Point) : default;
        // Twice, since a simplex among seven simulated quantities shrinks too early.
        var chance = Chance(problem, logs, Chance(problem, logs, start, 0.5, 70), 0.4, 60);
        for (var round = 0; round < 2; round++)
        {
            var added = Added(problem, logs, chance);
            logs = Structure(problem, logs, chance, added, 0.15, 25 * logs.Length).Point;
            if (round == 0) chance = Chance(problem, logs, chance, 0.2, 40);
        }

        var last = Added(problem, logs, chance);
        var model = problem.Model(logs, chance);
        var errors = Errors(problem, model, used, repeat, logs.Length, chance.Logs.Length);
        return new DiskEstimate(model, problem.Form, Refits(problem, logs, chance, last, errors[DiskMetric.Iops]), errors, [.. used.Select(cell => cell.Name)], [.. used.SelectMany(cell => cell.Runs).Select(run => run.File).Distinct()]);
    }

    /// <summary>Of a large grid those evenly spread over the order of the cases, first and last among them.</summary>
    private static ImmutableArray<StorageCell> Thinned(ImmutableArray<StorageCell> cells)
    {
        if (cells.Length <= MostCases) return cells;
        var shallow = cells.Where(cell => cell.Load.Concurrency <= DeepestOfGrid).ToImmutableArray();
        if (shallow.Length >= MostCases) cells = shallow;
        return [.. Enumerable.Range(0, MostCases).Select(i => cells[i * (cells.Length - 1) / (MostCases - 1)])];
    }

    /// <summary>Variance of ln IOPS between runs of one case, pooled; 0 without repeats.</summary>
    private static double RepeatVariance(ImmutableArray<StorageCell> cells)
    {
        double squares = 0;
        var degrees = 0;
        foreach (var cell in cells)
        {
            var mean = cell.Runs.Average(run => Math.Log(run.Iops));
            squares += cell.Runs.Sum(run => Math.Pow(Math.Log(run.Iops) - mean, 2));
            degrees += cell.Runs.Length - 1;
        }

        return degrees > 0 ? squares / degrees : 0;
    }

    private static IEnumerable<DiskForm> Forms(ImmutableArray<StorageCell> cells)
    {
        bool Sizes(bool read) => cells.Where(cell => cell.Load.ReadShare == (read ? 1 : 0)).Select(cell => read ? cell.Load.ReadBlockBytes : cell.Load.WriteBlockBytes).Distinct().Count() > 1;
        var (reads, writes) = (cells.Any(cell => cell.Load.ReadShare == 1), cells.Any(cell => cell.Load.ReadShare == 0));
        yield return new DiskForm(true, 1, DiskModel.VirtioRing, reads, writes, Sizes(true), Sizes(false));
        // Independent servers: what the ceiling holds in flight at the latency of the shallowest case.
        var own = cells.Where(cell => cell.Load.ReadShare == (reads ? 1 : 0)).ToArray();
        var shallow = own.MinBy(cell => (cell.Load.Concurrency, cell.Load.ReadBlockBytes))!;
        var counted = own.Max(cell => cell.Iops.Mean) * shallow.LatencyMeanNs.Mean / shallow.Load.Concurrency / 1e9;
        yield return new DiskForm(false, (int)Math.Clamp(Math.Round(counted), 1, 256), int.MaxValue, reads, writes, Sizes(true), Sizes(false));
    }

    /// <summary>
    /// Where a search of times starts. Servers chosen at random make a rough objective, in which a simplex stops early: they start where the throughputs of a closed
    /// network agree best, which is smooth but hardly tells few fast servers behind a long latency from many slow ones; runs do.
    /// </summary>
    private static ImmutableArray<double> Guess(DiskProblem problem, ImmutableArray<StorageCell> cells, DiskChanceFit chance)
    {
        var plain = PlainGuess(problem.Form, cells);
        if (problem.Form.IsBatched) return plain;
        var closed = SimplexSearch.Minimum(plain, 0.7, 400 * plain.Length, problem.ClosedError).Point;
        return new[] { 0.5, 0.7, 1, 1.4, 2, 2.8, 4 }.Select(times => problem.Form.WithServers(closed, times)).MinBy(point => problem.StructureError(point, chance, default));
    }

    /// <summary>The shallowest case gives the latency, the fastest the service.</summary>
    private static ImmutableArray<double> PlainGuess(DiskForm form, ImmutableArray<StorageCell> cells) =>
    [
        .. form.Quantities.Select(quantity =>
        {
            var read = quantity is DiskQuantity.ReadLatency or DiskQuantity.ReadService or DiskQuantity.ReadPerKib;
            var own = cells.Where(cell => cell.Load.ReadShare == (read ? 1 : 0)).DefaultIfEmpty(cells[0]).ToArray();
            long Block(StorageCell cell) => read ? cell.Load.ReadBlockBytes : cell.Load.WriteBlockBytes;
            var shallow = own.MinBy(cell => (cell.Load.Concurrency, Block(cell)))!;
            return Math.Log(quantity switch
            {
                DiskQuantity.Servers => form.Servers,
                DiskQuantity.ReadLatency or DiskQuantity.WriteLatency => shallow.LatencyMeanNs.Mean / (2d * shallow.Load.Concurrency),
                DiskQuantity.ReadService or DiskQuantity.WriteService => form.Servers * 1e9 / own.Max(cell => cell.Iops.Mean),
                _ => form.Servers * 1e9 * 1024 / own.Max(cell => cell.Iops.Mean * Block(cell)),
            });
        }),
    ];

    private static (ImmutableArray<double> Point, double Value) Structure(
        DiskProblem problem, ImmutableArray<double> start, DiskChanceFit chance, ImmutableArray<(double, double)> added, double step, int trials) =>
        SimplexSearch.Minimum(start, step, trials, logs => problem.StructureError(logs, chance, added));

    private static DiskChanceFit Chance(DiskProblem problem, ImmutableArray<double> logs, DiskChanceFit start, double step, int trials)
    {
        if (problem.Targets.All(target => target.Tail.IsEmpty)) return start;
        var found = SimplexSearch.Minimum(start.Logs, step, trials, point =>
        {
            var chance = new DiskChanceFit([.. point]);
            return problem.ChanceError(problem.Model(logs, chance)) + chance.Outside;
        });
        return new DiskChanceFit(found.Point);
    }

    /// <summary>What chance adds to the throughput at mean speed and to the undisturbed median of each case.</summary>
    private static ImmutableArray<(double Iops, double Median)> Added(DiskProblem problem, ImmutableArray<double> logs, DiskChanceFit chance)
    {
        var model = problem.Model(logs, chance);
        return
        [
            .. Enumerable.Range(0, problem.Targets.Length).AsParallel().AsOrdered().Select(i =>
            {
                var run = problem.Play(model, i, 0);
                var (iops, median) = problem.Predict(model, i, default);
                return (Math.Log(run.Iops) - iops, Math.Log((run.Read ?? run.Write)!.PercentileNs(50)) - median);
            }),
        ];
    }

    private static ImmutableDictionary<string, double> Errors(
        DiskProblem problem, DiskModel model, ImmutableArray<StorageCell> cells, double repeat, int times, int chances)
    {
        var squares = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var rows in cells.Select((cell, i) => (cell, i)).AsParallel().AsOrdered().Select(item => DiskMetric.Of(item.cell, problem.Play(model, item.i, 1)).ToArray()))
        {
            foreach (var row in rows)
            {
                if (!squares.TryGetValue(row.Metric, out var list)) squares[row.Metric] = list = [];
                list.Add(Math.Pow(Math.Log(row.Measured.Mean / row.Predicted), 2));
            }
        }

        // Throughput and median share the times between them; four percentiles share the chance.
        return squares.ToImmutableDictionary(
            pair => pair.Key,
            pair =>
            {
                var absorbed = pair.Key is DiskMetric.Iops or DiskMetric.Mean or DiskMetric.Median ? times / 2d : (times / 2d) + (chances / 4d);
                return Math.Sqrt(Math.Max(repeat / cells.Average(cell => cell.Runs.Length), pair.Value.Sum() / Math.Max(1, pair.Value.Count - absorbed)));
            },
            StringComparer.Ordinal);
    }

    private static ImmutableArray<ImmutableArray<double>> Refits(
        DiskProblem problem, ImmutableArray<double> logs, DiskChanceFit chance, ImmutableArray<(double, double)> added, double deviation) =>
    [
        .. Enumerable.Range(0, Replicates).AsParallel().AsOrdered().Select(replicate =>
        {
            var random = new RngStream(20261122, replicate, "calibration/disk");
            var disturbed = problem.With([.. problem.Targets.Select(target => target.Disturbed(deviation * random.NextNormal(), deviation * random.NextNormal()))]);
            return Structure(disturbed, logs, chance, added, 0.15, 8 * logs.Length).Point.Select(Math.Exp).ToImmutableArray();
        }),
    ];
}
