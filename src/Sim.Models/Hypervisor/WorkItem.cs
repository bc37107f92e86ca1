namespace Sim.Models.Hypervisor;

/// <summary>A piece of CPU work of one world.</summary>
/// <param name="Work">Picoseconds on an otherwise idle core at the nominal clock, 0 or more.</param>
/// <param name="Sink">Who is told when it is done.</param>
/// <param name="Kind">The sink's private enum, cast to int.</param>
/// <param name="Index">Whatever the sink indexes by: a request id.</param>
public readonly record struct WorkItem(long Work, IWorkSink Sink, int Kind, int Index = 0);
