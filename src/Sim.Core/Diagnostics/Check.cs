using System.Diagnostics.CodeAnalysis;

namespace Sim.Core.Diagnostics;

/// <summary>Invariants that hold in Release too.</summary>
public static class Check
{
    /// <summary>Throws when a promise is broken.</summary>
    /// <param name="holds">The promise.</param>
    /// <param name="message">What is broken when it does not hold; a constant text, so that nothing is allocated when it holds.</param>
    /// <exception cref="SimulationFault">The promise is broken.</exception>
    public static void That([DoesNotReturnIf(false)] bool holds, string message)
    {
        if (!holds) Fail(message);
    }

    /// <summary>Passes a positive finite number on and throws for any other.</summary>
    /// <param name="value">The number.</param>
    /// <param name="message">What is broken when it is not positive and finite.</param>
    /// <exception cref="SimulationFault">The number is zero, negative, infinite or not a number.</exception>
    public static double Positive(double value, string message)
    {
        That(value > 0 && double.IsFinite(value), message);
        return value;
    }

    [DoesNotReturn]
    private static void Fail(string message) => throw new SimulationFault(message);
}
