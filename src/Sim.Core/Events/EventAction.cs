namespace Sim.Core.Events;

/// <summary>What happens when an event fires, as a value: no closure and no boxing.</summary>
/// <param name="Target">Who is told.</param>
/// <param name="Kind">The target's private enum, cast to int.</param>
/// <param name="Index">Whatever the target indexes by: request id, pCPU number.</param>
/// <param name="Arg">One more number for the target.</param>
public readonly record struct EventAction(IEventTarget Target, int Kind, int Index = 0, long Arg = 0);
