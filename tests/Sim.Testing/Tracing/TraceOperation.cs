namespace Sim.Testing.Tracing;

/// <summary>An async slice with the stages inside it.</summary>
/// <param name="Id">Its id, unique in the file.</param>
/// <param name="Category">What kind.</param>
/// <param name="Process">The group it is drawn in.</param>
/// <param name="Whole">From begin to end.</param>
/// <param name="Stages">What it went through, in order.</param>
public sealed record TraceOperation(string Id, string Category, string Process, TraceSlice Whole, IReadOnlyList<TraceSlice> Stages);
