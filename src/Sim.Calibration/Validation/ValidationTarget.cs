namespace Sim.Calibration.Validation;

/// <summary>How good a model is meant to be for one metric, as absolute relative errors.</summary>
/// <param name="Median">Half of the cases are off by at most this.</param>
/// <param name="Worst">No case is off by more; null where only the median counts.</param>
/// <param name="CorrectedMedian">The same for half of the speed-corrected predictions; null where only the plain ones count.</param>
/// <param name="CorrectedWorst">No speed-corrected prediction is off by more.</param>
/// <remarks>Chosen before the predictions were made. Services: the core's speed drifts by 10 to 15 % between the measured runs, so that no plain prediction can be closer than that.</remarks>
public sealed record ValidationTarget(double Median, double? Worst, double? CorrectedMedian, double? CorrectedWorst)
{
    /// <summary>The target for a metric of services, or null.</summary>
    /// <param name="metric">throughput, response_mean, response_p99 or another.</param>
    public static ValidationTarget? OfService(string metric) => metric switch
    {
        "throughput" or "response_mean" => new(0.12, 0.25, 0.04, 0.12),
        "response_p99" => new(0.20, 0.40, null, null),
        _ => null,
    };

    /// <summary>The target for a metric of storage, or null.</summary>
    /// <param name="metric">iops, latency_mean, latency_p50, latency_p99 or another.</param>
    public static ValidationTarget? OfStorage(string metric) => metric switch
    {
        "iops" or "latency_mean" => new(0.10, 0.30, null, null),
        "latency_p50" => new(0.12, null, null, null),
        "latency_p99" => new(0.25, null, null, null),
        _ => null,
    };
}
