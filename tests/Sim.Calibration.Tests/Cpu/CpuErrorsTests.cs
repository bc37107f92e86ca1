using System.Collections.Immutable;
using Sim.Calibration.Cpu;
using Sim.Calibration.Fitting;
using Sim.Calibration.Validation;

namespace Sim.Calibration.Tests.Cpu;

public sealed class CpuErrorsTests
{
    private static readonly CpuMachine Machine = new();

    /// <summary>Two cases of one group each, whose threads took 1.1 times in one and 1/1.1 times in the other what the model says: ln 1.1 up and down.</summary>
    private static readonly CpuDirectory Off = MadeOff(1.1);

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 1.4142135623730951)] // two squares over one that is left
    public void The_error_is_the_root_mean_square_of_the_logarithm_corrected_for_what_was_fitted(int fitted, double factor)
    {
        var errors = CpuErrors.Of([Off], Fitted(fitted));
        Assert.Equal(CpuMetric.All.Length, errors.Count);
        Assert.All(errors, error => Assert.Equal(Math.Log(1.1) * factor, error.Value, 1e-9));
    }

    [Fact]
    public void No_more_groups_than_fitted_costs_tell_nothing() => Assert.Empty(CpuErrors.Of([Off], Fitted(2)));

    [Fact]
    public void A_predicted_interval_holds_the_error_of_the_model_beside_the_spread_of_its_runs()
    {
        var (one, rows) = (Off.Schedule.Cases[0], Off.Measured[0]);
        var none = CpuValidation.Judge(Off.Schedule, one, rows, Machine).Single(row => row.Metric == "response_mean");
        var errors = ImmutableDictionary<string, double>.Empty.Add("response_mean", 0.1);
        var judged = CpuValidation.Judge(Off.Schedule, one, rows, Machine, new CpuUncertainty([], errors)).Single(row => row.Metric == "response_mean");
        Assert.Equal(none.Predicted, judged.Predicted);
        // 5 % of a normal law lie beyond 1.6449 standard deviations; independent parts add as squares.
        var up = none.Predicted * (Math.Exp(0.16449) - 1);
        var down = none.Predicted * (1 - Math.Exp(-0.16449));
        Assert.Equal(Math.Sqrt(Math.Pow(none.PredictedHigh!.Value - none.Predicted, 2) + (up * up)), judged.PredictedHigh!.Value - none.Predicted, none.Predicted * 1e-4);
        Assert.Equal(Math.Sqrt(Math.Pow(none.Predicted - none.PredictedLow!.Value, 2) + (down * down)), none.Predicted - judged.PredictedLow!.Value, none.Predicted * 1e-4);
    }

    private static CpuEstimate Fitted(int costs) =>
        new(Machine, [.. Enumerable.Range(0, CpuMachine.Names.Length).Select(i => i < costs ? new Interval(1, 0, 2) : (Interval?)null)], [.. new int[CpuMachine.Names.Length]]);

    private static CpuDirectory MadeOff(double factor)
    {
        var own = Measured.Directory.Schedule;
        var schedule = own with { Cases = [.. own.Cases.Where(one => one.Name is "solo-det500us" or "solo-exp1ms")] };
        return Measured.Directory with
        {
            Schedule = schedule,
            Measured = [.. schedule.Cases.Select((one, i) => CpuReplay.Runs(schedule, one, Machine).SelectMany(run => run.Threads).Select(row => Times(row, i == 0 ? factor : 1 / factor)).ToImmutableArray())],
        };
    }

    private static CpuThreadRun Times(CpuThreadRun row, double factor) => row with
    {
        Mean = row.Mean * factor, P50 = row.P50 * factor, P90 = row.P90 * factor, P99 = row.P99 * factor, CpuSeconds = row.CpuSeconds * factor,
    };
}
