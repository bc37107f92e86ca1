namespace Sim.Core.Tracing;

/// <summary>Constant texts of one source of operations.</summary>
internal sealed record TraceSource(byte[] Place, byte[] ValueKey, byte[] ExtraKey, byte[] ParentKey);
