using System.Collections.Immutable;
using Sim.Calibration.Cpu;
using Sim.Calibration.Validation;

namespace Sim.Calibration.Tests.Cpu;

/// <summary>Folders that show less than a whole set of measurements does.</summary>
public sealed class CpuEstimatorTests
{
    [Theory]
    [InlineData("solo-det500us")]
    [InlineData("busy-1")]
    public void One_case_alone_is_estimated_as_far_as_it_goes(string name)
    {
        var estimate = CpuEstimator.Estimate([Only(name)]);
        Assert.All(estimate.Intervals, interval => Assert.True(interval is not { } known || (known.Low <= known.Value && known.Value <= known.High)));
        // Four runs of one group: as many rows as there are costs where threads are always busy (request, thread), so that nothing is left to tell them apart;
        // two more than the two costs of waking up where threads sleep.
        Assert.Equal(name == "solo-det500us", estimate.Intervals[CpuMachine.Names.IndexOf("cpu.wake_cpu")] is not null);
    }

    [Fact]
    public void A_group_that_finished_no_request_has_no_response_times_and_says_so()
    {
        var whole = Only("solo-exp1ms");
        var silent = whole with { Measured = [[.. whole.Measured[0].Select(row => row.Run == 1 ? row with { Requests = 0, Mean = 0, P50 = 0, P90 = 0, P99 = 0 } : row)]] };
        var rows = CpuValidation.Judge(silent.Schedule, silent.Schedule.Cases[0], silent.Measured[0], new CpuMachine());
        Assert.Equal("cpu_share", Assert.Single(rows).Metric);
        Assert.Contains("group 0: no request was finished in run 1", Assert.Single(CpuValidation.Silent(silent.Schedule.Cases[0], silent.Measured[0])).Reason, StringComparison.Ordinal);
        // The three other runs still tell what the machine costs.
        Assert.All(CpuEstimator.Estimate([silent]).Machine.Values, value => Assert.True(double.IsFinite(value)));
    }

    private static CpuDirectory Only(string name)
    {
        var index = Measured.IndexOf(name);
        return Measured.Directory with
        {
            Schedule = Measured.Directory.Schedule with { Cases = [Measured.Directory.Schedule.Cases[index]] },
            Measured = ImmutableArray.Create(Measured.Directory.Measured[index]),
        };
    }
}
