using System.Globalization;

namespace Sim.Experiments.Analysis;

/// <summary>What an interval rests on, so that a reader can judge it.</summary>
public sealed record IntervalBasis
{
    /// <summary>The method, e.g. "batch means (N-Skart)".</summary>
    public required string Method { get; init; }

    /// <summary>Observations that were given.</summary>
    public required long Observations { get; init; }

    /// <summary>Independent replications, or 1 for one long run.</summary>
    public int Replications { get; init; } = 1;

    /// <summary>Observations at the start that the method left out.</summary>
    public long WarmUpCut { get; init; }

    /// <summary>Batches of one run; 0 where there are none.</summary>
    public int Batches { get; init; }

    /// <summary>Observations a batch; 0 where there are none.</summary>
    public int BatchSize { get; init; }

    /// <summary>Degrees of freedom of Student's law; 0 where nothing was established.</summary>
    public int DegreesOfFreedom { get; init; }

    /// <summary>Correlation of neighbouring batch means, which the interval was widened for; nothing where there are no batches.</summary>
    public double? LagOneCorrelation { get; init; }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Method}: {Observations} observations")
        + (Replications > 1 ? string.Create(CultureInfo.InvariantCulture, $", {Replications} replications") : "")
        + (WarmUpCut > 0 ? string.Create(CultureInfo.InvariantCulture, $", first {WarmUpCut} cut") : "")
        + (Batches > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Batches} batches of {BatchSize}") : "")
        + (LagOneCorrelation is { } r ? string.Create(CultureInfo.InvariantCulture, $", lag-1 correlation {r:0.00}") : "")
        + (DegreesOfFreedom > 0 ? string.Create(CultureInfo.InvariantCulture, $", {DegreesOfFreedom} degrees of freedom") : "");
}
