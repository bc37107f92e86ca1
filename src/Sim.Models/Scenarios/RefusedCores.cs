namespace Sim.Models.Scenarios;

/// <summary>A VM with high latency sensitivity that finds no cores for itself.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="Wanted">Cores it asks for: one a vCPU.</param>
/// <param name="Left">Cores of the host that may still be given away, on all nodes together.</param>
public readonly record struct RefusedCores(string Vm, int Wanted, int Left);
