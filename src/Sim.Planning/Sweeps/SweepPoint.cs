using System.Collections.Immutable;
using Sim.Experiments.Analysis;
using Sim.Models.Scenarios;

namespace Sim.Planning.Sweeps;

/// <summary>One class at one ratio under one hypervisor.</summary>
/// <param name="Class">The class.</param>
/// <param name="Ratio">vCPUs for each hardware thread.</param>
/// <param name="Hypervisor">The hypervisor.</param>
/// <param name="Vms">VMs on the host.</param>
/// <param name="Metrics">What was simulated.</param>
public sealed record SweepPoint(VmSpec Class, double Ratio, HypervisorKind Hypervisor, int Vms, ImmutableSortedDictionary<string, MetricSummary> Metrics)
{
    /// <summary>Requests per second that arrive, mean: rate of the class times VMs.</summary>
    public double Offered => Class.Workload.Rate * Vms;

    /// <summary>99th percentile of response time of all requests answered, ns; nothing when none was.</summary>
    public MetricSummary? P99 => Metrics.GetValueOrDefault($"request.{Class.Workload.Template}.response_p99");

    /// <summary>Requests answered per second, all VMs.</summary>
    public MetricSummary? Achieved => Metrics.GetValueOrDefault($"request.{Class.Workload.Template}.throughput");
}
