using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Experiments.Running;
using Sim.Experiments.Tracing;
using Sim.Experiments.Variance;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;

namespace Sim.Experiments.Hosts;

/// <summary>A host with its VMs as one point of an experiment.</summary>
/// <remarks>Points that differ only in hypervisor or in the number of VMs draw the same chance for the same VM: common random numbers.</remarks>
public static class HostPoint
{
    /// <summary>The control that every host with open arrivals has: CPU seconds that requests drew, a second.</summary>
    public const string OfferedCpu = "offered_cpu";

    /// <summary>The point.</summary>
    /// <param name="name">Stable name, unique in the plan.</param>
    /// <param name="host">Hardware.</param>
    /// <param name="hypervisor">Hypervisor and knobs.</param>
    /// <param name="vms">The VMs; memory must hold them.</param>
    /// <param name="measurement">How long to simulate, and the seed; without a warm-up the first replication to start finds one in pilot runs.</param>
    /// <param name="repeatCommand">The command line that repeats one replication.</param>
    /// <param name="trace">Which replication to trace, and where to; null for none.</param>
    public static RunPoint Of(
        string name, HostSpec host, HypervisorSpec hypervisor, ImmutableArray<VmPlan> vms, MeasurementSpec measurement,
        Func<int, string> repeatCommand, TraceFile? trace = null)
    {
        var pilot = PilotOf(host, hypervisor, vms, measurement);
        return new()
        {
            Name = name,
            Run = (replication, cancellation) => Run(host, hypervisor, vms, measurement, pilot, replication, replication == trace?.Replication ? trace : null, cancellation),
            RepeatCommand = repeatCommand,
        };
    }

    /// <summary>What finds the warm-up of such a point.</summary>
    internal static WarmUpPilot PilotOf(HostSpec host, HypervisorSpec hypervisor, ImmutableArray<VmPlan> vms, MeasurementSpec measurement) => new(
        measurement, (replication, length, cancellation) => Pilot(host, hypervisor, vms, measurement.Seed, replication, length, cancellation));

    private static RunResult Run(
        HostSpec host, HypervisorSpec hypervisor, ImmutableArray<VmPlan> vms, MeasurementSpec measurement, WarmUpPilot pilot, int replication,
        TraceFile? trace, CancellationToken cancellation)
    {
        var warmUp = pilot.WarmUp(cancellation);
        var simulated = new SimulatedHost(host, hypervisor, vms, measurement.Seed, replication);
        if (trace is null) simulated.Run(warmUp, measurement.Length, cancellation);
        else trace.Record(simulated, () => simulated.Run(warmUp, measurement.Length, cancellation));
        var latencies = HostReading.Latencies(simulated);
        return new RunResult
        {
            Replication = replication,
            Metrics = HostReading.Of(simulated),
            Latencies = latencies,
            Percentiles = HostReading.Percentiles(latencies.Keys),
            Controls = Controls(simulated, measurement.Length.Seconds),
            Series = simulated.Probes.ToImmutableSortedDictionary(
                probe => HostReading.LatencyOf(probe.Key), probe => probe.Value.OverTime, StringComparer.Ordinal),
            WarmUpSeconds = warmUp.Seconds,
            Events = simulated.Calendar.Fired,
            Fingerprint = simulated.Fingerprint(),
            SimulatedSeconds = measurement.Length.Seconds,
        };
    }

    // Only kinds whose arrivals do not wait for answers: their expectation is that of the laws, whatever the host does.
    private static ImmutableSortedDictionary<string, ControlReading> Controls(SimulatedHost simulated, double seconds)
    {
        var (drawn, expected) = (0.0, 0.0);
        foreach (var probe in simulated.Probes.Values)
        {
            if (probe.ExpectedCpu is not > 0) continue;
            drawn += probe.DrawnCpu / seconds;
            expected += probe.ExpectedCpu.Value;
        }

        var controls = ImmutableSortedDictionary.Create<string, ControlReading>(StringComparer.Ordinal);
        return expected > 0 ? controls.Add(OfferedCpu, new ControlReading(drawn, expected)) : controls;
    }

    private static SimulatedHost Pilot(
        HostSpec host, HypervisorSpec hypervisor, ImmutableArray<VmPlan> vms, long seed, int replication, SimDuration length, CancellationToken cancellation)
    {
        var simulated = new SimulatedHost(host, hypervisor, vms, seed, replication);
        simulated.Run(SimDuration.Zero, length, cancellation);
        return simulated;
    }
}
