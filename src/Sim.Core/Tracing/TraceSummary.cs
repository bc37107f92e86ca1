using Sim.Core.Time;

namespace Sim.Core.Tracing;

/// <summary>What became of a trace.</summary>
/// <param name="Events">Events written, names of tracks not counted.</param>
/// <param name="Bytes">Bytes of JSON text, before compression.</param>
/// <param name="CutAt">When the size limit ended the trace; null when it covers its whole window.</param>
public sealed record TraceSummary(long Events, long Bytes, SimTime? CutAt);
