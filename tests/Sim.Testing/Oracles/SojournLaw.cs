namespace Sim.Testing.Oracles;

/// <summary>Exact law of the time in system of an M/G/1 queue, first come first served, arrival rate 1 and load below 1.</summary>
/// <param name="Name">Kendall's notation.</param>
/// <param name="Mean">Exact mean (Pollaczek-Khinchine).</param>
/// <param name="Cdf">Exact distribution function.</param>
public sealed record SojournLaw(string Name, double Mean, Func<double, double> Cdf)
{
    /// <summary>M/M/1: exponential with rate 1/load - 1.</summary>
    public static SojournLaw Exponential(double load) => new("M/M/1", load / (1 - load), x => 1 - Math.Exp(-x * ((1 / load) - 1)));

    /// <summary>M/D/1: Erlang's sum for the waiting time, (1 - load) sum over k up to x/d of (-u)^k e^u / k!, u = x - k d, then one service time d.</summary>
    /// <remarks>The terms alternate; up to 25 service times the largest is e^20, which leaves 7 digits.</remarks>
    public static SojournLaw Deterministic(double load) => new("M/D/1", QueueingFormulas.Mg1Response(1, load, 0), x =>
    {
        var wait = (x / load) - 1;
        if (wait < 0) return 0;
        if (wait > 25) return 1;
        var (sum, factorial) = (0.0, 1.0);
        for (var k = 0; k <= wait; k++)
        {
            if (k > 0) factorial *= k;
            var u = load * (wait - k);
            sum += Math.Pow(-u, k) / factorial * Math.Exp(u);
        }

        return (1 - load) * sum;
    });

    /// <summary>
    /// M/H2/1 with balanced means. The transform (1 - load) N(s) / (s² + (a + b - 1) s + a b (1 - load)), N(s) = p a (s + b) + (1 - p) b (s + a), follows
    /// from Pollaczek and Khinchine with branch rates a and b; its two real poles give a mixture of two exponentials.
    /// </summary>
    /// <param name="load">Mean service time, below 1.</param>
    /// <param name="squaredVariation">Squared coefficient of variation of the service time, above 1.</param>
    public static SojournLaw HyperExponential(double load, double squaredVariation)
    {
        var p = (1 + Math.Sqrt((squaredVariation - 1) / (squaredVariation + 1))) / 2;
        var (a, b) = (2 * p / load, 2 * (1 - p) / load);
        var middle = (a + b - 1) / 2;
        var root = Math.Sqrt((middle * middle) - (a * b * (1 - load)));
        var (slow, fast) = (middle - root, middle + root);
        double N(double s) => (p * a * (s + b)) + ((1 - p) * b * (s + a));
        var slowShare = (1 - load) * N(-slow) / (fast - slow) / slow;
        var fastShare = (1 - load) * N(-fast) / (slow - fast) / fast;
        return new SojournLaw(
            "M/H2/1", QueueingFormulas.Mg1Response(1, load, squaredVariation * load * load),
            x => 1 - (slowShare * Math.Exp(-slow * x)) - (fastShare * Math.Exp(-fast * x)));
    }

    /// <summary>The value that a share of all sojourn times does not exceed, by bisection.</summary>
    public double Quantile(double share)
    {
        var (low, high) = (0.0, 1.0);
        while (Cdf(high) < share) high *= 2;
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            if (Cdf(middle) < share) low = middle;
            else high = middle;
        }

        return high;
    }
}
