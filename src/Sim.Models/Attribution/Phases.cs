namespace Sim.Models.Attribution;

/// <summary>How a stretch of a world's work divides: first it leaves the poll, last comes an exit, and spread over what is between lie ticks, exits and page walks.</summary>
/// <param name="ResumedAt">End of leaving the poll, picoseconds from the begin; 0 when it did not poll.</param>
/// <param name="ExitsAt">Begin of the exit, likewise and before ticks put it off; the largest number when there is none.</param>
/// <param name="TickTime">What each of the guest's timer ticks takes, picoseconds.</param>
/// <param name="ExitShare">Share of the rest that is exits, 0 to 1.</param>
/// <param name="WalkShare">Share of the rest that is page walks, 0 to 1.</param>
internal readonly record struct Phases(long ResumedAt, long ExitsAt, long TickTime, double ExitShare, double WalkShare)
{
    /// <summary>All one.</summary>
    public static Phases None => new(0, long.MaxValue, 0, 0, 0);
}
