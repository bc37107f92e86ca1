namespace Sim.Calibration.Fitting;

/// <summary>An estimate with its 90 % interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">5 % quantile.</param>
/// <param name="High">95 % quantile.</param>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>The 5 % and 95 % quantiles of replicates, widened where needed so that they hold the estimate.</summary>
    public static Interval FromReplicates(double value, IEnumerable<double> replicates)
    {
        var sorted = replicates.Order().ToArray();
        if (sorted.Length == 0) return new Interval(value, value, value);
        return new Interval(value, Math.Min(value, At(0.05)), Math.Max(value, At(0.95)));

        double At(double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }
}
