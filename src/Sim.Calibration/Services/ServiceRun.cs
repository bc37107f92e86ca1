using Sim.Models.Parameters;

namespace Sim.Calibration.Services;

/// <summary>What a load generator reported of one run; response times in microseconds, as in the file.</summary>
public sealed record ServiceRun
{
    [Parameter("Requests or transactions completed.", Min = 1, Max = 1e12)]
    public required long Requests { get; init; }

    [Parameter("Requests or transactions a second.", Key = "throughput_per_s", Min = 1e-6, Max = 1e9)]
    public required double Throughput { get; init; }

    [Parameter("Mean response time in microseconds.", Key = "mean_us", Min = 1e-3, Max = 1e10)]
    public required double MeanMicroseconds { get; init; }

    [Parameter("Median response time in microseconds.", Key = "p50_us", Min = 1e-3, Max = 1e10)]
    public required double P50Microseconds { get; init; }

    [Parameter("90th percentile in microseconds.", Key = "p90_us", Min = 1e-3, Max = 1e10)]
    public required double P90Microseconds { get; init; }

    [Parameter("95th percentile in microseconds.", Key = "p95_us", Min = 1e-3, Max = 1e10)]
    public required double P95Microseconds { get; init; }

    [Parameter("99th percentile in microseconds.", Key = "p99_us", Min = 1e-3, Max = 1e10)]
    public required double P99Microseconds { get; init; }

    [Parameter("99.9th percentile in microseconds.", Key = "p999_us", Min = 1e-3, Max = 1e10)]
    public required double P999Microseconds { get; init; }

    [Parameter("Requests that failed.", Min = 0, Max = 1e12)]
    public required long Errors { get; init; }

    [Parameter("CPU seconds of the server process during the run.", Key = "server_cpu_s", Min = 1e-6, Max = 1e9)]
    public required double ServerCpuSeconds { get; init; }
}
