namespace Sim.Experiments.Analysis;

/// <summary>From the uncertainty of a tail's share to the ranks between which the quantile lies.</summary>
/// <remarks>
/// A value belongs to the interval when the share p of observations that should lie above the quantile is compatible with the share E that
/// lies above the value: (E - p)² ≤ e² E(1 - E) / (p(1 - p)), where e is t times the standard error of the share at the estimate. This
/// is Wilson's score interval with the standard error of correlated or clustered observations in place of the binomial one; its ends
/// never leave (0, 1), and for an exponential tail it is nearly symmetric in the value. Sources: Wilson, JASA 22, 1927; Woodruff,
/// "Confidence intervals for medians and other position measures", JASA 47, 1952.
/// </remarks>
internal static class ExceedanceScore
{
    /// <summary>Shares above the upper and the lower end of the quantile's interval.</summary>
    /// <param name="share">Share above the quantile, between 0 and 1.</param>
    /// <param name="lower">Distance of the share's lower confidence limit, above 0; it decides the quantile's lower end.</param>
    /// <param name="upper">Distance of the share's upper confidence limit, above 0; it decides the quantile's upper end.</param>
    public static (double AboveHigh, double AboveLow) Shares(double share, double lower, double upper) =>
        (Root(share, upper, -1), Root(share, lower, 1));

    private static double Root(double share, double error, int sign)
    {
        var k = error * error / (share * (1 - share));
        var b = (2 * share) + k;
        return (b + (sign * Math.Sqrt((b * b) - (4 * (1 + k) * share * share)))) / (2 * (1 + k));
    }
}
