using System.Collections.Immutable;

namespace Sim.Planning.Sizing;

/// <summary>One resource of the cluster over time: what the headroom chart draws.</summary>
/// <param name="Name"><c>density</c>, <c>memory</c>, <c>storage</c> or <c>vcpu</c>.</param>
/// <param name="Unit">Unit of every number: <c>VMs</c>, <c>bytes</c> or <c>vCPUs</c>.</param>
/// <param name="PerVm">What one average VM takes.</param>
/// <param name="PerHost">What one host offers.</param>
/// <param name="Months">One point a month.</param>
public sealed record SizedResource(string Name, string Unit, double PerVm, double PerHost, ImmutableArray<CapacityMonth> Months);
