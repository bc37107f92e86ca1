using CsCheck;

namespace Sim.Estate.Tests;

internal static class Choice
{
    /// <summary>One of these, each with equal chance.</summary>
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
