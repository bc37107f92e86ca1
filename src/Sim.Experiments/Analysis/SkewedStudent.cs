using MathNet.Numerics.Distributions;

namespace Sim.Experiments.Analysis;

/// <summary>Student's quantiles, bent for the skewness of the values behind them.</summary>
/// <remarks>
/// The inverse of Hall's cubic transformation: G(t) = ((1 + 6b(t - b))^(1/3) - 1) / (2b) with b = skewness / (6 √n). For values skewed to
/// the right the upper end moves out and the lower end moves in. Source: Willink, "A confidence interval and test for the mean of an
/// asymmetric distribution", Communications in Statistics - Theory and Methods 34(4), 2005.
/// </remarks>
internal static class SkewedStudent
{
    /// <summary>How many standard errors lie below and above the mean, both as positive numbers for small skewness.</summary>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <param name="degreesOfFreedom">1 or more.</param>
    /// <param name="skewness">Of the values.</param>
    /// <param name="count">Values behind the skewness.</param>
    public static (double Below, double Above) Factors(double confidence, int degreesOfFreedom, double skewness, int count)
    {
        var t = StudentT.InvCDF(0, 1, degreesOfFreedom, (1 + confidence) / 2);
        var bend = skewness / (6 * Math.Sqrt(count));
        // Below this the cube root loses more digits than the bend is worth.
        if (Math.Abs(bend) < 1e-6) return (t, t);
        return (Bent(t, bend), -Bent(-t, bend));
    }

    private static double Bent(double t, double bend) => (Math.Cbrt(1 + (6 * bend * (t - bend))) - 1) / (2 * bend);
}
