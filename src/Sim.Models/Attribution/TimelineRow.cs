using System.Collections.Immutable;

namespace Sim.Models.Attribution;

/// <summary>What a world or a pCPU did while a request lived.</summary>
/// <param name="Name">E.g. <c>web3/vcpu0</c>, <c>host/pcpu7</c>.</param>
/// <param name="IsPcpu">Whether it is a pCPU.</param>
/// <param name="Intervals">Without gaps from the request's issue to its end, or to where the record was cut.</param>
public sealed record TimelineRow(string Name, bool IsPcpu, ImmutableArray<TimelineInterval> Intervals);
