namespace Sim.Models.Measurement;

/// <summary>The counters of real hosts that show what a CPU metric shows, tool by tool, and the whole number that the metric is made of; empty where a tool has none.</summary>
/// <param name="Metric">The metric, in <see cref="MetricCatalog"/>.</param>
/// <param name="Esxtop">Column of esxtop; per vCPU world unless it says otherwise.</param>
/// <param name="Libvirt">Field of <c>virsh domstats</c>; N is the number of the vCPU.</param>
/// <param name="Linux">File and field of the host's kernel; TID is the vCPU's thread.</param>
/// <param name="Prometheus">Metric of libvirt exporter (<c>libvirt_</c>) or node exporter (<c>node_</c>).</param>
/// <param name="Account">Type and member of the account underneath, whole picoseconds or a count.</param>
public sealed record CpuCounter(string Metric, string Esxtop, string Libvirt, string Linux, string Prometheus, string Account);
