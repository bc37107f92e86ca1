namespace Sim.Models.Attribution;

/// <summary>How a stretch of a world's work divides, picoseconds from its begin: first it leaves the poll, last comes an exit.</summary>
/// <param name="ResumedAt">End of leaving the poll; 0 when it did not poll.</param>
/// <param name="ExitsAt">Begin of the exit; the largest number when there is none.</param>
internal readonly record struct Phases(long ResumedAt, long ExitsAt)
{
    /// <summary>All one.</summary>
    public static Phases None => new(0, long.MaxValue);
}
