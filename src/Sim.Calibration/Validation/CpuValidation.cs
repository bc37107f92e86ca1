using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using Sim.Calibration.Checks;
using Sim.Calibration.Cpu;
using Sim.Experiments.Analysis;

namespace Sim.Calibration.Validation;

/// <summary>Judges the scheduler model by measured threads: every case replayed with its recorded draws.</summary>
/// <remarks>
/// The predicted interval holds what is uncertain in the prediction: the spread of the replayed runs (Student's), that of the fitted costs (each replayed at both ends of its own interval, one
/// at a time), and how far the model was off the cases that it was fitted to. The parts are taken to be independent and add up as squares, upwards and downwards apart.
/// </remarks>
public static class CpuValidation
{
    /// <summary>The kind of all rows.</summary>
    public const string Kind = "cpu";

    private const double Confidence = 0.90;

    private static readonly double Quantile = Normal.InvCDF(0, 1, (1 + Confidence) / 2);

    /// <summary>Replays a case and sets each metric of each group beside the measurement.</summary>
    /// <param name="schedule">The measurements it belongs to.</param>
    /// <param name="one">The case; the model must be able to replay it.</param>
    /// <param name="measured">Its rows.</param>
    /// <param name="machine">The machine's costs.</param>
    /// <param name="uncertain">How sure they and the model are; left out, both are taken to be exact.</param>
    public static ImmutableArray<ValidationRow> Judge(
        CpuSchedule schedule, CpuCase one, ImmutableArray<CpuThreadRun> measured, CpuMachine machine, CpuUncertainty? uncertain = null)
    {
        var replayed = Threads(schedule, one, machine);
        var others = uncertain is null ? [] : Ends(machine, uncertain.Costs).Select(end => Threads(schedule, one, end)).ToImmutableArray();
        return
        [
            .. Enumerable.Range(0, one.Groups.Length).SelectMany(group => CpuMetric.All.Where(metric => IsDefined(metric, group)).Select(metric =>
            {
                var truth = MeasuredRange.Over(metric.Runs(measured, group, schedule, one), value => value);
                var runs = metric.Runs(replayed, group, schedule, one);
                var mean = runs.Average();
                var changes = others.Select(other => metric.Runs(other, group, schedule, one).Average() - mean).ToArray();
                var error = Quantile * (uncertain?.Errors.GetValueOrDefault(metric.Name) ?? 0);
                Interval? interval = runs.Length > 1 ? StudentInterval.Of(runs, Confidence) : null;
                return new ValidationRow(
                    one.Name, group, Kind, metric.Name, metric.Unit, truth.Mean, truth.Low, truth.High, mean,
                    interval is { } low ? mean - Combined(mean - low.Low, [.. changes.Where(change => change < 0), mean * (1 - Math.Exp(-error))]) : null,
                    interval is { } high ? mean + Combined(high.High - mean, [.. changes.Where(change => change > 0), mean * (Math.Exp(error) - 1)]) : null);
            })),
        ];

        bool IsDefined(CpuMetric metric, int group) => metric.Runs(measured, group, schedule, one).Concat(metric.Runs(replayed, group, schedule, one)).All(double.IsFinite);
    }

    /// <summary>The groups of a case that have no response times, since nobody finished a request in one of the runs.</summary>
    /// <param name="one">The case.</param>
    /// <param name="measured">Its rows.</param>
    public static IEnumerable<ValidationGap> Silent(CpuCase one, ImmutableArray<CpuThreadRun> measured) =>
        measured.GroupBy(row => (row.Group, row.Run)).Where(run => run.All(row => row.Requests == 0)).GroupBy(run => run.Key.Group).OrderBy(group => group.Key)
            .Select(group => new ValidationGap(one.Name, Kind, FormattableString.Invariant(
                $"group {group.Key}: no request was finished in run {string.Join(", ", group.Select(run => run.Key.Run).Order())}, so it has no response times")));

    private static ImmutableArray<CpuThreadRun> Threads(CpuSchedule schedule, CpuCase one, CpuMachine machine) =>
        [.. CpuReplay.Runs(schedule, one, machine).SelectMany(run => run.Threads)];

    /// <summary>The machine with one cost at an end of its interval.</summary>
    private static IEnumerable<CpuMachine> Ends(CpuMachine machine, ImmutableArray<Fitting.Interval?> uncertain)
    {
        for (var i = 0; i < uncertain.Length; i++)
        {
            if (uncertain[i] is not { } interval) continue;
            if (interval.Low < machine.Values[i]) yield return machine.With(i, interval.Low);
            if (interval.High > machine.Values[i]) yield return machine.With(i, interval.High);
        }
    }

    private static double Combined(double spread, IEnumerable<double> changes) => Math.Sqrt((spread * spread) + changes.Sum(change => change * change));
}
