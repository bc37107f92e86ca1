using System.Collections.Immutable;
using Sim.Core.Statistics;
using Sim.Experiments.Variance;
using Sim.Models.Measurement;

namespace Sim.Experiments.Running;

/// <summary>What one replication found.</summary>
/// <remarks>A metric that is not defined in this replication (the mean of nothing) is left out, never given as not-a-number.</remarks>
public sealed record RunResult
{
    /// <summary>The replication, 0 or more.</summary>
    public required int Replication { get; init; }

    /// <summary>Metrics by name; units are in the catalogue of metrics.</summary>
    public required ImmutableSortedDictionary<string, double> Metrics { get; init; }

    /// <summary>Whole latency distributions by name, so that percentiles can be taken over all replications; handed over, not written to again.</summary>
    public ImmutableSortedDictionary<string, LatencyHistogram> Latencies { get; init; } = NoLatencies;

    /// <summary>Metrics that are percentiles of one of <see cref="Latencies"/>: over replications they are those of all requests together.</summary>
    public ImmutableArray<LatencyPercentile> Percentiles { get; init; } = [];

    /// <summary>What was drawn by name, beside its expectation: controls that a metric's chance can be held against.</summary>
    public ImmutableSortedDictionary<string, ControlReading> Controls { get; init; } = NoControls;

    /// <summary>Observations over simulated time from its start, warm-up included, by name; handed over, not written to again.</summary>
    public ImmutableSortedDictionary<string, BoundedSeries> Series { get; init; } = NoSeries;

    /// <summary>Simulated time that was thrown away at the start, seconds.</summary>
    public double WarmUpSeconds { get; init; }

    /// <summary>Events fired.</summary>
    public required long Events { get; init; }

    /// <summary>The run's fingerprint: equal for equal runs.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Simulated time that was measured, seconds.</summary>
    public required double SimulatedSeconds { get; init; }

    private static ImmutableSortedDictionary<string, ControlReading> NoControls { get; } =
        ImmutableSortedDictionary.Create<string, ControlReading>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, LatencyHistogram> NoLatencies { get; } =
        ImmutableSortedDictionary.Create<string, LatencyHistogram>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, BoundedSeries> NoSeries { get; } =
        ImmutableSortedDictionary.Create<string, BoundedSeries>(StringComparer.Ordinal);

    /// <summary>Metrics by name in ordinal order, for building a result.</summary>
    public static ImmutableSortedDictionary<string, double> MetricsOf(IEnumerable<KeyValuePair<string, double>> metrics) =>
        metrics.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
