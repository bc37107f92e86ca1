namespace Sim.Reporting.Charts;

/// <summary>One measured number beside what was predicted of it; ends that are not finite are absent.</summary>
/// <param name="Name">The case, unique in the chart.</param>
/// <param name="Measured">Mean of the measured runs, finite.</param>
/// <param name="MeasuredLow">Smallest run.</param>
/// <param name="MeasuredHigh">Largest run.</param>
/// <param name="Predicted">The prediction, finite.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Corrected">A second prediction, e.g. for a machine as fast as in the case; NaN without one.</param>
/// <param name="IsFitted">Whether the model was fitted to this case.</param>
public readonly record struct PredictedValue(
    string Name, double Measured, double MeasuredLow, double MeasuredHigh, double Predicted, double Low = double.NaN, double High = double.NaN,
    double Corrected = double.NaN, bool IsFitted = false)
{
    /// <summary>Predicted over measured, minus one, in percent.</summary>
    public double ErrorPercent => 100 * ((Predicted / Measured) - 1);
}
