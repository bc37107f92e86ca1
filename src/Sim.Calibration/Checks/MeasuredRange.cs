namespace Sim.Calibration.Checks;

/// <summary>A measured value with its repeats.</summary>
/// <param name="Mean">Mean of the repeats.</param>
/// <param name="Low">Smallest repeat.</param>
/// <param name="High">Largest repeat.</param>
public readonly record struct MeasuredRange(double Mean, double Low, double High)
{
    /// <summary>Mean and range of a quantity over repeats.</summary>
    public static MeasuredRange Over<T>(IReadOnlyCollection<T> runs, Func<T, double> value) => new(runs.Average(value), runs.Min(value), runs.Max(value));
}
