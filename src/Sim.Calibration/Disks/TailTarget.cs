namespace Sim.Calibration.Disks;

/// <summary>A percentile of a measured case over its median.</summary>
/// <param name="Percent">The percentile.</param>
/// <param name="LogRatio">Logarithm of its ratio to the median, mean over the repeats.</param>
/// <param name="Variance">Variance of that mean by the range of the repeats alone.</param>
internal readonly record struct TailTarget(double Percent, double LogRatio, double Variance)
{
    /// <summary>What a difference counts: repeats that disagree say little, and the further out a percentile is, the fewer I/Os decide it and the less it is trusted at best (assumed: 5, 10 and 20 %).</summary>
    public double Weight => 0.01 / (Variance + Math.Pow(Percent > 99.5 ? 0.2 : Percent > 95 ? 0.1 : 0.05, 2));
}
