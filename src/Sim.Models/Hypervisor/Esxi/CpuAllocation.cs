namespace Sim.Models.Hypervisor.Esxi;

/// <summary>What a VM or resource pool may claim of a host's CPU, in whole pCPUs at the nominal clock: MHz over the MHz of one pCPU.</summary>
/// <remarks>Source: cpu-and-memory 2.2.</remarks>
/// <param name="Shares">Weight among the siblings of the same pool, 1 or more.</param>
/// <param name="Reservation">Floor while it is wanted, pCPUs, 0 or more.</param>
/// <param name="Limit">Cap even on an idle host, pCPUs, above 0; infinity for none.</param>
public readonly record struct CpuAllocation(long Shares, double Reservation = 0, double Limit = double.PositiveInfinity);
