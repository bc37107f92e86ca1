namespace Sim.Architecture.Tests;

/// <summary>A rule that nobody may break, failing with the name of everyone who does.</summary>
internal static class Offenders
{
    public static void AssertNone<T>(IEnumerable<T> found)
    {
        var offenders = found.ToArray();
        Assert.True(offenders.Length == 0, string.Join(Environment.NewLine, offenders));
    }
}
