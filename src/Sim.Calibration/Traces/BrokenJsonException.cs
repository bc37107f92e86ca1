namespace Sim.Calibration.Traces;

/// <summary>A JSON text breaks off or is malformed.</summary>
/// <param name="offset">The byte of the file where reading stopped.</param>
/// <param name="reason">What the parser says.</param>
public sealed class BrokenJsonException(long offset, string reason) : Exception(reason)
{
    /// <summary>The byte of the file where reading stopped.</summary>
    public long Offset { get; } = offset;
}
