using MathNet.Numerics.Distributions;
using Sim.Core.Random;

namespace Sim.Calibration.Services;

/// <summary>How a time spreads about its mean: log-normal up to its 90th percentile, and log-normal with another spread beyond.</summary>
/// <remarks>Models a body and a tail that three percentiles fix. Leaves out anything below the median that differs from the body. A factor of mean 1.</remarks>
public sealed class DemandLaw
{
    private const double Knee = 1.2815515655446004;       // the standard normal's 90th percentile
    private const double NinetyNine = 2.3263478740408408; // and its 99th
    private readonly double _logMean;

    /// <summary>A law.</summary>
    /// <param name="spread">Standard deviation of the logarithm up to the 90th percentile, 0 to 3.</param>
    /// <param name="tail">The same beyond it, 0 to 3.</param>
    public DemandLaw(double spread, double tail)
    {
        (Spread, Tail) = (spread, tail);
        // Of exp(spread z) below the knee and exp(spread knee + tail (z - knee)) above, z standard normal.
        var body = Math.Exp(spread * spread / 2) * Normal.CDF(0, 1, Knee - spread);
        var beyond = Math.Exp(((spread - tail) * Knee) + (tail * tail / 2)) * (1 - Normal.CDF(0, 1, Knee - tail));
        _logMean = Math.Log(body + beyond);
    }

    /// <summary>Standard deviation of the logarithm up to the 90th percentile.</summary>
    public double Spread { get; }

    /// <summary>Standard deviation of the logarithm beyond it.</summary>
    public double Tail { get; }

    /// <summary>The law through three percentiles; one that does not rise has no spread there.</summary>
    /// <param name="p50">Median, above 0.</param>
    /// <param name="p90">90th percentile.</param>
    /// <param name="p99">99th percentile.</param>
    public static DemandLaw Through(double p50, double p90, double p99) =>
        new(Math.Clamp(Math.Log(p90 / p50) / Knee, 0, 3), Math.Clamp(Math.Log(p99 / p90) / (NinetyNine - Knee), 0, 3));

    /// <summary>Draws a factor of mean 1.</summary>
    /// <param name="stream">The source of chance.</param>
    public double Sample(RngStream stream)
    {
        var z = stream.NextNormal();
        return Math.Exp((Spread * Math.Min(z, Knee)) + (Tail * Math.Max(0, z - Knee)) - _logMean);
    }
}
