using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Calibration.Cpu;
using Sim.Experiments.Analysis;

namespace Sim.Calibration.Validation;

/// <summary>Judges the scheduler model by measured threads: every case replayed with its recorded draws.</summary>
/// <remarks>The predicted interval is Student's over the replayed runs; as the draws are those of the measurement, it holds their spread, not the model's error.</remarks>
public static class CpuValidation
{
    /// <summary>The kind of all rows.</summary>
    public const string Kind = "cpu";

    private const double Confidence = 0.90;

    /// <summary>Replays a case and sets each metric of each group beside the measurement.</summary>
    /// <param name="schedule">The measurements it belongs to.</param>
    /// <param name="one">The case; the model must be able to replay it.</param>
    /// <param name="measured">Its rows.</param>
    /// <param name="machine">The machine's costs.</param>
    public static ImmutableArray<ValidationRow> Judge(CpuSchedule schedule, CpuCase one, ImmutableArray<CpuThreadRun> measured, CpuMachine machine)
    {
        var replayed = CpuReplay.Runs(schedule, one, machine).SelectMany(run => run.Threads).ToImmutableArray();
        return
        [
            .. Enumerable.Range(0, one.Groups.Length).SelectMany(group => CpuMetric.All.Select(metric =>
            {
                var truth = MeasuredRange.Over(metric.Runs(measured, group, schedule, one), value => value);
                var runs = metric.Runs(replayed, group, schedule, one);
                Interval? interval = runs.Length > 1 ? StudentInterval.Of(runs, Confidence) : null;
                return new ValidationRow(
                    one.Name, group, Kind, metric.Name, metric.Unit, truth.Mean, truth.Low, truth.High, runs.Average(), interval?.Low, interval?.High);
            })),
        ];
    }
}
