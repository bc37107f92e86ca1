using System.Collections.Immutable;

namespace Sim.Testing.Oracles;

/// <summary>The stationary law of customers in a queue whose rates depend on their number only: p(n) = p(n-1) birth(n-1) / death(n).</summary>
/// <param name="Probabilities">Of 0, 1, ... customers.</param>
public sealed record BirthDeathChain(ImmutableArray<double> Probabilities)
{
    /// <summary>Solves a chain that never holds more than a number of customers.</summary>
    /// <param name="largest">That number; for an endless queue one so large that the rest has no weight.</param>
    /// <param name="birth">Arrival rate with n customers present.</param>
    /// <param name="death">Departure rate with n customers present, n from 1.</param>
    public static BirthDeathChain Solve(int largest, Func<int, double> birth, Func<int, double> death)
    {
        var weights = new double[largest + 1];
        weights[0] = 1;
        for (var n = 1; n <= largest; n++) weights[n] = weights[n - 1] * birth(n - 1) / death(n);
        var sum = weights.Sum();
        return new BirthDeathChain([.. weights.Select(weight => weight / sum)]);
    }

    /// <summary>The stationary mean of a function of the number present.</summary>
    public double Mean(Func<int, double> of) => Probabilities.Select((probability, n) => probability * of(n)).Sum();
}
