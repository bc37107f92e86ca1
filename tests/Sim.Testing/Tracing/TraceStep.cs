namespace Sim.Testing.Tracing;

/// <summary>One end of an arrow.</summary>
/// <param name="Phase">s, t or f.</param>
/// <param name="Thread">The thread it is bound to.</param>
/// <param name="Time">Picoseconds.</param>
public sealed record TraceStep(char Phase, string Thread, long Time);
