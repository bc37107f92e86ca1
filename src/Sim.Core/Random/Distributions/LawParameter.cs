using System.Globalization;
using Sim.Core.Diagnostics;

namespace Sim.Core.Random.Distributions;

/// <summary>Parameters are checked when a law is made; the fault names the law, the parameter, its value and its range.</summary>
internal static class LawParameter
{
    public static double Positive(double value, string law, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw Wrong(law, name, value, "above 0 and finite");

    public static double NotNegative(double value, string law, string name) =>
        value >= 0 && double.IsFinite(value) ? value : throw Wrong(law, name, value, "0 or more and finite");

    public static double Finite(double value, string law, string name) => double.IsFinite(value) ? value : throw Wrong(law, name, value, "finite");

    public static double Share(double value, string law, string name) => value is >= 0 and <= 1 ? value : throw Wrong(law, name, value, "from 0 to 1");

    public static double Above(double value, double bound, string law, string name, string boundName) =>
        value > bound && double.IsFinite(value) ? value : throw Wrong(law, name, value, string.Create(CultureInfo.InvariantCulture, $"finite and above {boundName} {bound:R}"));

    /// <summary>Cumulated weights, each 0 or more and at least one above 0; the last is 1.</summary>
    public static double[] Cumulated(IReadOnlyList<double> weights, string law)
    {
        if (weights.Count == 0) throw new SimulationFault($"{law} needs one weight or more");
        var total = 0.0;
        for (var i = 0; i < weights.Count; i++) total += NotNegative(weights[i], law, string.Create(CultureInfo.InvariantCulture, $"weight {i}"));
        if (!(total > 0) || !double.IsFinite(total)) throw Wrong(law, "the sum of weights", total, "above 0 and finite");
        var (cumulated, sum) = (new double[weights.Count], 0.0);
        for (var i = 0; i < cumulated.Length; i++) cumulated[i] = (sum += weights[i]) / total;
        var last = weights.Count - 1;
        while (weights[last] == 0) last--;
        for (; last < cumulated.Length; last++) cumulated[last] = 1;     // rounding must not leave a gap below 1
        return cumulated;
    }

    public static SimulationFault Wrong(string law, string name, double value, string range) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{law}: {name} is {value:R}, it must be {range}"));
}
