namespace Sim.Testing;

/// <summary>Bytes that code allocates.</summary>
public static class Allocations
{
    private const int Attempts = 5;

    /// <summary>The least that a step allocates when it is taken again and again: what it allocates every time.</summary>
    /// <param name="step">What is measured; one that can be taken again.</param>
    /// <returns>Bytes; 0 as soon as a step allocated nothing.</returns>
    /// <remarks>Now and then a thread is charged the rest of its allocation buffer (up to 8 KiB) for something another thread did; code that allocates does so every time.</remarks>
    public static long Of(Action step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
