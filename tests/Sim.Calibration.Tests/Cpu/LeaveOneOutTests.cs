using Sim.Calibration.Cpu;
using Sim.Calibration.Validation;

namespace Sim.Calibration.Tests.Cpu;

public sealed class LeaveOneOutTests
{
    [Fact]
    [Trait("Category", "Slow")] // a fit a case: about a minute on two quiet cores
    public void Each_case_is_predicted_from_the_others()
    {
        var own = Measured.Directory;
        var rows = Enumerable.Range(0, own.Schedule.Cases.Length)
            .SelectMany(i => CpuValidation.Judge(own.Schedule, own.Schedule.Cases[i], own.Measured[i], CpuEstimator.Estimate([own.Without(i)]).Machine))
            .Where(row => own.Schedule.Cases[Measured.IndexOf(row.Case)].Cpus.Length == 1).ToArray();
        var summary = ValidationSummary.Of(rows).ToDictionary(line => line.Metric, StringComparer.Ordinal);
        // The targets that are met, for cases of one CPU: mean 2 % / 10 %, p99 4 % in the median. Its worst, 15 %, is missed by short requests and by the
        // disturbed tail of solo-det500us: see docs/validation/cpu.md.
        Assert.True(summary["response_mean"].MedianAbsoluteRelativeError <= 0.02);
        Assert.True(summary["response_mean"].Worst <= 0.10);
        Assert.True(summary["response_p99"].MedianAbsoluteRelativeError <= 0.04);
    }
}
