namespace Sim.Calibration.Validation;

/// <summary>One measured number of a case beside what the model says of it.</summary>
/// <param name="Case">The case.</param>
/// <param name="Group">Group of threads inside the case, from 0; null where cases have none.</param>
/// <param name="Kind">What was measured: cpu, service or storage.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Unit">Unit of all numbers of the row.</param>
/// <param name="Measured">Mean over the repeats.</param>
/// <param name="MeasuredLow">Smallest repeat.</param>
/// <param name="MeasuredHigh">Largest repeat.</param>
/// <param name="Predicted">What the model says.</param>
/// <param name="PredictedLow">Lower end of its 90 % interval; null where the model gives none.</param>
/// <param name="PredictedHigh">Upper end.</param>
public sealed record ValidationRow(
    string Case, int? Group, string Kind, string Metric, string Unit, double Measured, double MeasuredLow, double MeasuredHigh,
    double Predicted, double? PredictedLow, double? PredictedHigh)
{
    /// <summary>The service, where a case holds several; null elsewhere.</summary>
    public string? Service { get; init; }

    /// <summary>read or write, where a case has both; null elsewhere.</summary>
    public string? Direction { get; init; }

    /// <summary>Why the row is judged apart from the others of its kind; empty where it is not.</summary>
    public string Part { get; init; } = "";

    /// <summary>Whether parameters were fitted to this case, so that it judges nothing.</summary>
    public bool IsFitted { get; init; }

    /// <summary>Predicted over measured, minus one.</summary>
    public double RelativeError => (Predicted / Measured) - 1;

    /// <summary>What the model says of a core as fast as the case's own; null where speed is not corrected.</summary>
    public double? Corrected { get; init; }

    /// <summary>Corrected over measured, minus one.</summary>
    public double? CorrectedError => Corrected is { } corrected ? (corrected / Measured) - 1 : null;
}
