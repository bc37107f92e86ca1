namespace Sim.Testing.Tracing;

/// <summary>A stretch of time on a track, picoseconds.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="From">Begin.</param>
/// <param name="To">End.</param>
/// <param name="Numbers">Its arguments as text.</param>
public sealed record TraceSlice(string Name, long From, long To, IReadOnlyDictionary<string, string> Numbers)
{
    /// <summary>Picoseconds.</summary>
    public long Length => To - From;
}
