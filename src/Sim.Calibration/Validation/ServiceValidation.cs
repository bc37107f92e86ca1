using System.Collections.Immutable;
using Sim.Calibration.Services;
using Sim.Experiments.Analysis;

namespace Sim.Calibration.Validation;

/// <summary>Judges predictions of real servers: each case simulated with demands that one-client cases without neighbours established.</summary>
/// <remarks>
/// Predictions come with Student's 90 % interval over replications, widened by what comes out at either end of the 90 % intervals of the demands: chance and calibration, not the
/// model's error. The corrected prediction scales all CPU times by the case's own server CPU a request
/// over the predicted one. That takes the drift of the core's speed out, and with it any error of the predicted CPU a request: what is left judges scheduling and queueing alone.
/// </remarks>
public static class ServiceValidation
{
    /// <summary>The kind of all rows.</summary>
    public const string Kind = "service";

    private const int Replications = 5;
    private const double Confidence = 0.90;
    private const double NanosecondsPerMicrosecond = 1000;

    private static readonly ImmutableArray<(string Name, string Unit, Func<ServiceRun, double> Measured, Func<ServiceReplayRun, double> Predicted)> Metrics =
    [
        ("throughput", "1/s", run => run.Throughput, run => run.Throughput),
        ("response_mean", "ns", run => run.MeanMicroseconds * NanosecondsPerMicrosecond, run => run.Mean),
        ("response_p50", "ns", run => run.P50Microseconds * NanosecondsPerMicrosecond, run => run.P50),
        ("response_p99", "ns", run => run.P99Microseconds * NanosecondsPerMicrosecond, run => run.P99),
        ("server_cpu", "s", run => run.ServerCpuSeconds, run => run.ServerCpu),
    ];

    /// <summary>Predicts a case and sets each metric of each service beside the measurement.</summary>
    /// <param name="schedule">The measurements it belongs to.</param>
    /// <param name="one">The case.</param>
    /// <param name="demands">What a request of each of its services asks for, in their order.</param>
    /// <param name="machine">The machine's costs.</param>
    public static ImmutableArray<ValidationRow> Judge(ServiceSchedule schedule, ServiceCase one, ImmutableArray<ServiceDemand> demands, ServiceMachine machine)
    {
        var plain = Replicate(schedule, one, demands, machine);
        ImmutableArray<ImmutableArray<ServiceReplayRun>> ends =
        [
            ServiceReplay.Run(schedule, one, [.. demands.Select(demand => demand with { Cpu = demand.CpuLow })], machine, replication: 0),
            ServiceReplay.Run(schedule, one, [.. demands.Select(demand => demand with { Cpu = demand.CpuHigh })], machine, replication: 0),
        ];
        var factors = one.Services.Select((load, i) => SpeedFactor(one, load, i, plain)).ToImmutableArray();
        var corrected = Replicate(schedule, one, [.. demands.Select((demand, i) => demand.Times(factors[i]))], machine);
        return
        [
            .. one.Services.SelectMany((load, i) => Metrics.Select(metric =>
            {
                var truth = load.Over(metric.Measured);
                var runs = plain.Select(run => metric.Predicted(run[i])).ToArray();
                var interval = StudentInterval.Of(runs, Confidence);
                var calibrated = ends.Select(run => metric.Predicted(run[i])).ToArray();
                return new ValidationRow(
                    one.Name, null, Kind, metric.Name, metric.Unit, truth.Mean, truth.Low, truth.High, runs.Average(),
                    Math.Min(interval.Low, calibrated.Min()), Math.Max(interval.High, calibrated.Max()))
                {
                    Service = load.Service, Part = ServiceProgram.Of(load.Service).Commits ? load.Service : "", IsFitted = one.IsAlone, Corrected = corrected.Average(run => metric.Predicted(run[i])),
                };
            })),
        ];
    }

    private static ImmutableArray<ImmutableArray<ServiceReplayRun>> Replicate(
        ServiceSchedule schedule, ServiceCase one, ImmutableArray<ServiceDemand> demands, ServiceMachine machine) =>
        [.. Enumerable.Range(0, Replications).Select(replication => ServiceReplay.Run(schedule, one, demands, machine, replication))];

    /// <summary>The case's server CPU a request over the predicted; services of one process have one CPU account, and so one factor.</summary>
    private static double SpeedFactor(ServiceCase one, ServiceLoad load, int index, ImmutableArray<ImmutableArray<ServiceReplayRun>> predicted)
    {
        var server = ServiceProgram.Of(load.Service).Server;
        var sharing = Enumerable.Range(0, one.Services.Length).Where(i => ServiceProgram.Of(one.Services[i].Service).Server == server).ToArray();
        var measured = load.Runs.Sum(run => run.ServerCpuSeconds) / sharing.Sum(i => one.Services[i].Runs.Sum(run => run.Requests));
        var model = predicted.Sum(run => run[index].ServerCpu) / sharing.Sum(i => predicted.Sum(run => run[i].Requests));
        return double.IsFinite(measured / model) && model > 0 ? measured / model : 1;
    }
}
