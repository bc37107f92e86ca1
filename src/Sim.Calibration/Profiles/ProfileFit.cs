using Sim.Models.Parameters;

namespace Sim.Calibration.Profiles;

/// <summary>How well the parameters reproduce one measured case.</summary>
public sealed record ProfileFit
{
    [Parameter("The case.")]
    public required string Case { get; init; }

    [Parameter("iops or latency_mean; for CPU cases response_mean or response_p50.")]
    public required string Metric { get; init; }

    [Parameter("Whether the case was fitted, kept out to judge, or excluded by a flag.")]
    public required FitRole Role { get; init; }

    [Parameter("Mean of the repeats, I/Os per second or nanoseconds.", Min = 0)]
    public required double Measured { get; init; }

    [Parameter("Smallest repeat.", Min = 0)]
    public required double MeasuredLow { get; init; }

    [Parameter("Largest repeat.", Min = 0)]
    public required double MeasuredHigh { get; init; }

    [Parameter("What the model says.", Min = 0)]
    public required double Model { get; init; }

    [Parameter("Model over measured, minus one.")]
    public required double RelativeError { get; init; }
}
