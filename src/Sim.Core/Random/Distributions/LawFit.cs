using System.Globalization;
using Sim.Core.Diagnostics;

namespace Sim.Core.Random.Distributions;

/// <summary>A law for a measured mean and squared coefficient of variation (scv), and for a third moment where there is one.</summary>
/// <remarks>Rules: docs/models/distributions.md.</remarks>
public static class LawFit
{
    /// <summary>Below this scv (more than 100 steps) a gamma law stands for the mixture of Erlang laws: the same two moments at the cost of one step.</summary>
    public const double SmallestErlangVariation = 0.01;

    /// <summary>The customary law of two moments: constant (0), gamma (below 0.01), mixture of Erlang laws (below 1), exponential (1), hyperexponential with balanced means (above 1).</summary>
    /// <param name="mean">The mean, above 0.</param>
    /// <param name="scv">Variance over squared mean, 0 or more.</param>
    /// <exception cref="SimulationFault">A number is out of range.</exception>
    public static Distribution ByTwoMoments(double mean, double scv)
    {
        LawParameter.Positive(mean, "fit of two moments", "the mean");
        LawParameter.NotNegative(scv, "fit of two moments", "the squared coefficient of variation");
        if (scv == 0) return new Constant(mean);
        if (scv == 1) return new Exponential(mean);
        if (scv > 1) return new HyperExponential(mean, Math.Sqrt(scv));
        if (scv < SmallestErlangVariation) return new Gamma(1 / scv, mean);

        // Tijms: with k so that 1/k <= scv <= 1/(k-1), p = (k scv - sqrt(k (1 + scv) - k² scv)) / (1 + scv).
        var k = (int)Math.Max(2, Math.Ceiling(1 / scv));
        var root = Math.Sqrt(Math.Max(0, (k * (1 + scv)) - ((double)k * k * scv)));
        return new ErlangMixture(k, Math.Clamp(((k * scv) - root) / (1 + scv), 0, 1), mean);
    }

    /// <summary>The law of two exponential phases that meets three moments; one phase where they are those of an exponential law.</summary>
    /// <remarks>
    /// With r_k = E[X^k]/k! the transform (1 + n s)/(1 + a s + b s²) = 1 - r1 s + r2 s² - r3 s³ + ... asks for b = a r1 - r2, a = (r3 - r1 r2)/(r2 - r1²), n = a - r1; the
    /// phases are the roots of z² - a z + b. Which moments two phases can meet: Telek and Heindl, "Matching moments for acyclic discrete and continuous phase-type
    /// distributions of second order", Int. J. of Simulation 3(3-4), 2002.
    /// </remarks>
    /// <param name="mean">The mean, above 0.</param>
    /// <param name="scv">Variance over squared mean, 0.5 or more.</param>
    /// <param name="thirdMoment">E[X³]; for an scv above 1 more than 1.5 mean³ (1 + scv)².</param>
    /// <exception cref="SimulationFault">No law of two phases has these moments.</exception>
    public static Distribution ByThreeMoments(double mean, double scv, double thirdMoment)
    {
        const string Fit = "fit of three moments";
        LawParameter.Positive(mean, Fit, "the mean");
        LawParameter.Positive(thirdMoment, Fit, "the third moment");
        if (!(scv >= 0.5) || !double.IsFinite(scv)) throw LawParameter.Wrong(Fit, "the squared coefficient of variation", scv, "0.5 or more, the least of two phases");

        // In units of the mean: r1 = 1.
        var (r2, r3) = ((1 + scv) / 2, thirdMoment / (6 * mean * mean * mean));
        if (scv == 1)
        {
            if (Math.Abs(r3 - 1) <= 1e-9) return new Exponential(mean);
            throw Unreachable(thirdMoment, "6 mean³ at an scv of 1");
        }

        var a = (r3 - r2) / (r2 - 1);
        var b = a - r2;
        var square = (a * a) - (4 * b);

        // Equal phases make the discriminant vanish; what rounding leaves below 0 is taken for that.
        if (square < 0 && square > -1e-9 * a * a) square = 0;
        if (a > 0 && b > 0 && square >= 0)
        {
            var large = (a + Math.Sqrt(square)) / 2;
            var small = b / large;
            return TryPhases(mean, small, large) ?? TryPhases(mean, large, small) ?? throw Unreachable(thirdMoment, Reach(mean, scv));
        }

        throw Unreachable(thirdMoment, Reach(mean, scv));
    }

    private static TwoPhase? TryPhases(double mean, double first, double second)
    {
        var continues = (1 - first) / second;
        return continues is >= -1e-9 and <= 1 + 1e-9 ? new TwoPhase(mean * first, mean * second, Math.Clamp(continues, 0, 1)) : null;
    }

    private static string Reach(double mean, double scv) => scv > 1
        ? string.Create(CultureInfo.InvariantCulture, $"more than {1.5 * mean * mean * mean * (1 + scv) * (1 + scv):R} at this mean and scv")
        : "nearer to that of an Erlang law at this mean and scv";

    private static SimulationFault Unreachable(double thirdMoment, string range) =>
        LawParameter.Wrong("fit of three moments", "the third moment", thirdMoment, range);
}
