using System.Collections.Immutable;

namespace Sim.Calibration.Cpu;

/// <summary>What threads used of the CPU beyond the demand they were given, and what may explain it: requests, sleeps, cold sleeps and threads.</summary>
/// <remarks>
/// A row is a group of a case in one run, in nanoseconds a request, over how far the rows of its group disagree (their spread over the runs, and 5 % of their mean, which the model is not trusted
/// beyond): a number that host and neighbours shook counts for less.
/// </remarks>
internal sealed class CpuBeyondDemand
{
    private const double ModelError = 0.05;
    private readonly List<double[]> _rows = [];
    private readonly List<double> _target = [];
    private readonly CpuMachine _machine;
    private bool _hasBusy;

    public CpuBeyondDemand(CpuMachine machine) => _machine = machine;

    /// <summary>The places in <see cref="CpuMachine.Names"/> of what the columns explain.</summary>
    public static ImmutableArray<int> Parameters { get; } = [3, 4, 5, 7];

    public int Count => _rows.Count;

    /// <summary>Whether there is more to fit to than there are numbers to fit.</summary>
    public bool IsEnough => Degrees > 0;

    /// <summary>Rows beyond the numbers that are fitted to them.</summary>
    public int Degrees => Count - (_hasBusy ? Parameters.Length : 2);

    /// <summary>Adds a case: what was measured, and its replays, which tell how often threads sleep; empty where all are always busy.</summary>
    public void Add(CpuCase one, IEnumerable<CpuThreadRun> measured, ImmutableArray<CpuReplayRun> replays)
    {
        foreach (var group in measured.Where(row => row.Requests > 0).GroupBy(row => row.Group))
        {
            var isBusy = one.Groups[group.Key].IsAlwaysBusy;
            _hasBusy |= isBusy;
            var runs = group.GroupBy(row => row.Run).Select(run => isBusy ? BusyRow([.. run]) : Row([.. run], replays[run.Key])).ToArray();
            var mean = runs.Average(run => run.Beyond);
            var variance = runs.Length > 1 ? runs.Sum(run => (run.Beyond - mean) * (run.Beyond - mean)) / (runs.Length - 1) : 0;
            var scale = Math.Sqrt(variance + (ModelError * mean * ModelError * mean));
            if (scale == 0) continue;
            foreach (var (columns, beyond) in runs)
            {
                _rows.Add([.. columns.Select(value => value / scale)]);
                _target.Add(beyond / scale);
            }
        }
    }

    /// <summary>
    /// The costs, nanoseconds, in the order of <see cref="Parameters"/>. Where no thread is always busy, those of a request and of a thread keep what the machine has: sleeps alone do not tell them apart.
    /// </summary>
    public LeastSquares Solve()
    {
        if (_hasBusy) return LeastSquares.Solve(_rows, _target);
        var known = new[] { _machine.RequestCpu.Nanoseconds, 0, 0, _machine.ThreadCpu.Nanoseconds };
        var fit = LeastSquares.Solve(_rows.Select(row => row[1..3]), [.. _rows.Zip(_target, (row, value) => value - row.Zip(known, (x, cost) => x * cost).Sum())]);
        return fit with { Values = [known[0], .. fit.Values, known[3]], HalfWidths = [0, .. fit.HalfWidths, 0] };
    }

    /// <summary>Whether the rows tell a cost.</summary>
    /// <param name="column">Its place in <see cref="Parameters"/>.</param>
    public bool Tells(int column) => (_hasBusy || column is 1 or 2) && _rows.Exists(row => row[column] != 0);

    private static (double[] Columns, double Beyond) BusyRow(CpuThreadRun[] threads)
    {
        double requests = threads.Sum(thread => thread.Requests);
        return ([1, 0, 0, threads.Length / requests], (threads.Sum(thread => thread.CpuSeconds) * 1e9 / requests) - ReplayThread.BusyPiece.Nanoseconds);
    }

    private static (double[] Columns, double Beyond) Row(CpuThreadRun[] threads, CpuReplayRun replay)
    {
        double requests = threads.Sum(thread => thread.Requests);
        var beyond = threads.Sum(thread => thread.CpuSeconds - replay.Demand[thread.Thread]);
        return ([1, threads.Sum(thread => replay.Sleeps[thread.Thread]) / requests, threads.Sum(thread => replay.ColdSleeps[thread.Thread]) / requests, threads.Length / requests], beyond * 1e9 / requests);
    }
}
