using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Models.Parameters;

namespace Sim.Calibration.Services;

/// <summary>A service under a closed loop of clients without think time, and what was measured.</summary>
public sealed record ServiceLoad
{
    [Parameter("What served: nginx, mariadb read-only or mariadb read-write.")]
    public required string Service { get; init; }

    [Parameter("Requests in flight.", Min = 1, Max = 4096)]
    public required int Clients { get; init; }

    [Parameter("The runs of the case.")]
    public required ImmutableArray<ServiceRun> Runs { get; init; }

    /// <summary>Server CPU a request over all runs, seconds.</summary>
    public double CpuPerRequest => Runs.Sum(run => run.ServerCpuSeconds) / Runs.Sum(run => run.Requests);

    /// <summary>Mean and range of a quantity over the runs.</summary>
    /// <param name="value">The quantity of a run.</param>
    public MeasuredRange Over(Func<ServiceRun, double> value) => MeasuredRange.Over(Runs, value);
}
