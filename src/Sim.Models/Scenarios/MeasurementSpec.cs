using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>How long and how often to simulate.</summary>
public sealed record MeasurementSpec
{
    /// <summary>Time thrown away at the start; nothing lets pilot runs find it.</summary>
    [Parameter("Simulated time thrown away at the start; auto lets MSER-5 find it in pilot runs.", Min = 0, Max = 3600, Unit = "s", MayBeAuto = true)]
    public SimDuration? WarmUp { get; init; } = SimDuration.FromSeconds(0.5);

    /// <summary>Time measured.</summary>
    [Parameter("Simulated time measured.", Min = 0.001, Max = 86400, Unit = "s")]
    public SimDuration Length { get; init; } = SimDuration.FromSeconds(2);

    /// <summary>Independent repetitions.</summary>
    [Parameter("Independent replications.", Min = 2, Max = 1000)]
    public int Replications { get; init; } = 5;

    /// <summary>Seed of all chance.</summary>
    [Parameter("Seed of all chance.", Min = 0, Max = 9e15)]
    public long Seed { get; init; } = 1;

    /// <summary>Confidence of intervals.</summary>
    [Parameter("Confidence of intervals.", Dimension = Dimension.Fraction, Min = 50, Max = 99.9, Unit = "%")]
    public double Confidence { get; init; } = 0.95;

    /// <summary>Largest relative error at which <c>run</c> and <c>compare</c> stop adding replications; nothing: a fixed number of replications.</summary>
    [Parameter("Run and compare add replications until the relative error of precisionOf is within this; not given: as many as replications says.",
        Dimension = Dimension.Fraction, Min = 0.1, Max = 50, Unit = "%")]
    public double? Precision { get; init; }

    /// <summary>The metrics that <see cref="Precision"/> is about; <c>*</c> stands for any part of a name. Empty: <see cref="UsualPrecisionOf"/>.</summary>
    [Parameter("Metrics that precision is about, * for any part of a name; not given: throughput, mean and p99 response of every request kind.")]
    public ImmutableArray<string> PrecisionOf { get; init; } = [];

    /// <summary>Replications at which a precision that is not reached is given up.</summary>
    [Parameter("Replications at which a precision that is not reached is given up.", Min = 10, Max = 100000)]
    public int MostReplications { get; init; } = 200;

    /// <summary>What a user looks at first: how much is done, how fast, and how slow at worst.</summary>
    public static ImmutableArray<string> UsualPrecisionOf { get; } = ["request.*.throughput", "request.*.response_mean", "request.*.response_p99"];
}
