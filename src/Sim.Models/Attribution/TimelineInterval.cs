namespace Sim.Models.Attribution;

/// <summary>A stretch of a world's or a pCPU's time while a request lived.</summary>
/// <param name="From">Begin, picoseconds since the request was issued.</param>
/// <param name="To">End, likewise.</param>
/// <param name="Activity">What it did.</param>
/// <param name="World">On a pCPU's row: the world that had it; null when idle, and on a world's row.</param>
/// <param name="Pcpu">On a world's row: its pCPU, or -1; on a pCPU's row the pCPU.</param>
public readonly record struct TimelineInterval(long From, long To, Activity Activity, string? World, int Pcpu);
