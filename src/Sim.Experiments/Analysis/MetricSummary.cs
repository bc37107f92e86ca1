namespace Sim.Experiments.Analysis;

/// <summary>One metric over the replications of a point.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Value">
/// The mean over the replications that define it, or, of a percentile, that of all latencies together; with an interval, or the reason why
/// there is none. There always is an estimate.
/// </param>
/// <param name="Replications">Replications that define it.</param>
/// <param name="Missing">Replications that do not, e.g. because nothing completed; above 0 the estimate speaks for the others only.</param>
public sealed record MetricSummary(string Name, IntervalEstimate Value, int Replications, int Missing)
{
    /// <summary>The estimate, in the metric's unit.</summary>
    public double Estimate => Value.Estimate!.Value;

    /// <summary>The lower end; nothing without an interval.</summary>
    public double? Low => Value.Low;

    /// <summary>The upper end; nothing without an interval.</summary>
    public double? High => Value.High;

    /// <summary>Why there is no interval; nothing when there is one.</summary>
    public string? NoInterval => Value.Refusal;
}
