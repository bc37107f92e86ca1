using System.Collections.Immutable;
using Sim.Estate.Quality;

namespace Sim.Estate.Demand;

/// <summary>The demand of every running VM of an estate.</summary>
/// <param name="Vms">In the order of the estate.</param>
/// <param name="BusyHour">The hour of the day (0 to 23 UTC) that measured figures are of; null when none is measured or each VM has its own.</param>
/// <param name="Quality">How many VMs rest on what, which archetypes were used, and which readings lay outside their band.</param>
public sealed record EstateDemand(ImmutableArray<VmDemand> Vms, int? BusyHour, DataQuality Quality);
