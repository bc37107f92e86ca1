namespace Sim.Planning.Sizing;

/// <summary>The cluster in one month.</summary>
/// <param name="Month">Months from today.</param>
/// <param name="Vms">Median demand, VMs.</param>
/// <param name="HostsNeeded">Fewest hosts whose usable capacity covers the demand at the policy's risk.</param>
/// <param name="Hosts">Hosts in service; never falls.</param>
/// <param name="BindingResource">The resource that needs the most hosts.</param>
public readonly record struct ClusterMonth(int Month, double Vms, int HostsNeeded, int Hosts, string BindingResource);
