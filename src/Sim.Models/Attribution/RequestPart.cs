namespace Sim.Models.Attribution;

/// <summary>All of a request's time that went to one cause at one place.</summary>
/// <param name="Cause">What the time went to.</param>
/// <param name="World">The world it waited for or ran on, or null.</param>
/// <param name="Behind">Who ran on the pCPU that this world waited for, or had the lock; null otherwise.</param>
/// <param name="Pcpu">That world's pCPU, or -1.</param>
/// <param name="Picoseconds">The time; above 0.</param>
public readonly record struct RequestPart(Cause Cause, string? World, string? Behind, int Pcpu, long Picoseconds);
