namespace Sim.Core.Random.Distributions;

/// <summary>The functions behind means and variances; computed when a law is made, never when it is drawn.</summary>
internal static class SpecialFunctions
{
    // Lanczos with g = 7 and nine terms: relative error below 1e-14 for x above 0. Source: Press et al., "Numerical Recipes", 3rd ed., 6.1; coefficients by P. Godfrey.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>The logarithm of the gamma function.</summary>
    /// <param name="x">Above 0.</param>
    public static double LogGamma(double x)
    {
        if (x < 0.5) return LogGamma(x + 1) - Math.Log(x);
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++) sum += Lanczos[i] / (x - 1 + i);
        var t = x + 6.5;
        return (Math.Log(2 * Math.PI) / 2) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>Density over survival of the standard normal law.</summary>
    /// <param name="a">Where.</param>
    public static double NormalHazard(double a)
    {
        if (a > 3)
        {
            // Laplace's continued fraction 1/h = 1/(a + 1/(a + 2/(a + 3/...))): 200 terms leave less than 1e-15 from 3 on.
            var fraction = a;
            for (var k = 200; k >= 1; k--) fraction = a + (k / fraction);
            return fraction;
        }

        var density = Math.Exp(-a * a / 2) / Math.Sqrt(2 * Math.PI);
        return density / (1 - NormalCumulative(a, density));
    }

    /// <summary>Generalised harmonic number: the sum of k^-<paramref name="exponent"/> over k = 1 .. <paramref name="count"/>.</summary>
    /// <remarks>The first terms are added up, the rest is Euler and Maclaurin's integral with three corrections; the next is below 1e-14 of the sum.</remarks>
    /// <param name="count">Terms, 1 or more.</param>
    /// <param name="exponent">Any.</param>
    public static double Harmonic(long count, double exponent)
    {
        const int Added = 100;
        var first = Math.Min(count, Added);
        var sum = 0.0;
        for (var k = first; k >= 1; k--) sum += Math.Pow(k, -exponent);
        if (count <= Added) return sum;

        // The sum over Added < k <= count, as integral of x^-s from Added to count, half the difference of the ends, and derivatives at the ends.
        double low = Added, high = count;
        var integral = Math.Pow(low, 1 - exponent) * Math.Log(high / low) * GrowthOver((1 - exponent) * Math.Log(high / low));
        var ends = (Math.Pow(high, -exponent) - Math.Pow(low, -exponent)) / 2;
        var d1 = -exponent * (Math.Pow(high, -exponent - 1) - Math.Pow(low, -exponent - 1));
        var d3 = -exponent * (exponent + 1) * (exponent + 2) * (Math.Pow(high, -exponent - 3) - Math.Pow(low, -exponent - 3));
        var d5 = -exponent * (exponent + 1) * (exponent + 2) * (exponent + 3) * (exponent + 4) * (Math.Pow(high, -exponent - 5) - Math.Pow(low, -exponent - 5));
        return sum + integral + ends + (d1 / 12) - (d3 / 720) + (d5 / 30240);
    }

    /// <summary>(e^y - 1)/y, also where y is so small that the difference would lose its digits (Kahan's quotient).</summary>
    public static double GrowthOver(double y)
    {
        var growth = Math.Exp(y);
        return Math.Abs(y) > 1 ? (growth - 1) / y : growth == 1 ? 1 : (growth - 1) / Math.Log(growth);
    }

    /// <summary>ln(1 + t)/t, also where t is small; <paramref name="t"/> is -1 or more.</summary>
    public static double LogOver(double t)
    {
        var rounded = 1 + t;
        return rounded == 1 ? 1 : Math.Log(rounded) / (rounded - 1);
    }

    // G. Marsaglia, "Evaluating the normal distribution", J. Statistical Software 11(4), 2004: 1/2 + density (a + a³/3 + a⁵/15 + ...).
    private static double NormalCumulative(double a, double density)
    {
        if (a < -9) return 0;
        var (sum, term) = (a, a);
        for (var odd = 3; odd < 400 && sum + term != sum; odd += 2)
        {
            term *= a * a / odd;
            sum += term;
        }

        return 0.5 + (density * sum);
    }
}
