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
}
