using System.Globalization;
using Sim.Core.Statistics;

namespace Sim.Testing.Oracles;

/// <summary>Compares replications with a closed form, in a way that can fail twice: by being wrong and by being too vague.</summary>
/// <remarks>
/// Passes when abs(mean - exact) ≤ 4 standard errors, which a right model misses about once in 3,000 checks at 20 replications (Student),
/// and when the standard error is at most 1 % of the exact value, so that an error of 5 % cannot hide behind noise.
/// </remarks>
/// <param name="What">The metric that is compared.</param>
/// <param name="Exact">The closed form's value.</param>
/// <param name="Mean">The replications' mean.</param>
/// <param name="StandardError">The standard error of that mean.</param>
public sealed record OracleCheck(string What, double Exact, double Mean, double StandardError)
{
    /// <summary>Standard errors that the mean may lie from the exact value.</summary>
    public const double AllowedErrors = 4;

    /// <summary>The largest standard error that still tests something, as a share of the exact value.</summary>
    public const double AllowedVagueness = 0.01;

    /// <summary>Whether both conditions hold; false when anything is not a number.</summary>
    public bool Passes => Math.Abs(Mean - Exact) <= AllowedErrors * StandardError && StandardError <= AllowedVagueness * Math.Abs(Exact);

    /// <summary>Compares independent replications with the exact value.</summary>
    /// <param name="what">The metric.</param>
    /// <param name="exact">The closed form's value.</param>
    /// <param name="replications">One value a replication, 2 or more.</param>
    public static OracleCheck Of(string what, double exact, IEnumerable<double> replications)
    {
        var tally = new Tally();
        foreach (var value in replications) tally.Add(value);
        return new OracleCheck(what, exact, tally.Mean, tally.StandardDeviation / Math.Sqrt(tally.Count));
    }

    /// <summary>Throws with all four numbers unless the check passes.</summary>
    /// <exception cref="InvalidOperationException">The check does not pass.</exception>
    public void Demand()
    {
        if (!Passes) throw new InvalidOperationException(ToString());
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{What}: {Mean:g8} against exact {Exact:g8}, {(Mean - Exact) / StandardError:+0.00;-0.00} standard errors off (4 allowed), standard error {StandardError / Math.Abs(Exact):p3} (1 % allowed)");
}
