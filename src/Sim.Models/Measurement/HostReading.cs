using System.Collections.Immutable;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Wiring;

namespace Sim.Models.Measurement;

/// <summary>Reads every metric of <see cref="MetricCatalog"/> off a host after its run.</summary>
public static class HostReading
{
    /// <summary>The metrics, by name.</summary>
    /// <param name="host">A host whose <see cref="SimulatedHost.Run"/> has ended.</param>
    public static ImmutableSortedDictionary<string, double> Of(SimulatedHost host)
    {
        var now = host.Calendar.Now;
        var elapsed = host.Dispatcher.Accounted;
        var metrics = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        AddCpu(metrics, host, elapsed);
        AddDevices(metrics, host, elapsed, now);
        foreach (var (name, probe) in host.Probes)
        {
            metrics[$"request.{name}.throughput"] = probe.Response.Count / elapsed.Seconds;
            metrics[$"request.{name}.in_flight"] = probe.MeanOpen(now);
            metrics[$"request.{name}.error_fraction"] = probe.Response.Count > 0 ? (double)probe.Errors / probe.Response.Count : 0;
            metrics[$"request.{name}.response_mean"] = probe.Response.Mean.Nanoseconds;
            metrics[$"request.{name}.response_p50"] = probe.Response.Percentile(0.5).Nanoseconds;
            metrics[$"request.{name}.response_p95"] = probe.Response.Percentile(0.95).Nanoseconds;
            metrics[$"request.{name}.response_p99"] = probe.Response.Percentile(0.99).Nanoseconds;
        }

        return metrics.ToImmutable();
    }

    private static void AddCpu(ImmutableSortedDictionary<string, double>.Builder metrics, SimulatedHost host, SimDuration elapsed)
    {
        Int128 ready = 0, throttled = 0, coStop = 0, run = 0, poll = 0;
        long vcpus = 0, dispatches = 0, busiestThread = 0;
        foreach (var world in host.Dispatcher.Worlds)
        {
            if (world.Kind == WorldKind.Storage) busiestThread = Math.Max(busiestThread, world.RunTime - world.PollTime);
            if (world.Kind != WorldKind.Vcpu) continue;
            vcpus++;
            ready += world.ReadyTime;
            throttled += world.ThrottledTime;
            coStop += world.CoStopTime;
            run += world.RunTime;
            poll += world.PollTime;
            dispatches += world.Dispatches;
        }

        var nominal = 0.0;
        foreach (var vm in host.Vms) nominal += vm.NominalWork;
        var total = (double)elapsed.Picoseconds * Math.Max(1, vcpus);
        metrics[MetricCatalog.Ready] = (double)ready / total;
        metrics["vcpu.throttled_fraction"] = (double)throttled / total;
        metrics[MetricCatalog.CoStop] = (double)coStop / total;
        metrics["vcpu.run_fraction"] = (double)run / total;
        metrics["vcpu.poll_fraction"] = (double)poll / total;
        metrics["vcpu.efficiency"] = run > poll ? nominal / (double)(run - poll) : 0;
        metrics["vcpu.dispatch_rate"] = dispatches / elapsed.Seconds;
        metrics[MetricCatalog.Utilisation] = host.Dispatcher.BusyTime() / ((double)elapsed.Picoseconds * host.Dispatcher.Topology.Pcpus);
        metrics["storage_thread.busy_max"] = (double)busiestThread / elapsed.Picoseconds;
    }

    private static void AddDevices(
        ImmutableSortedDictionary<string, double>.Builder metrics, SimulatedHost host, SimDuration elapsed, SimTime now)
    {
        var latency = new LatencyHistogram();
        var outstanding = 0.0;
        foreach (var disk in host.Disks)
        {
            latency.Merge(disk.Latency);
            outstanding += disk.Outstanding.MeanAt(now);
        }

        var faults = 0L;
        foreach (var probe in host.Probes.Values) faults += probe.Faults;
        metrics["disk.iops"] = latency.Count / elapsed.Seconds;
        metrics["disk.latency_mean"] = latency.Mean.Nanoseconds;
        metrics["disk.latency_p99"] = latency.Percentile(0.99).Nanoseconds;
        metrics["disk.outstanding"] = outstanding;
        metrics["network.transmit"] = host.Network.Nic.TransmittedPayload * 8 / elapsed.Seconds;
        metrics["network.dropped"] = host.Network.Nic.DroppedFrames;
        metrics["memory.latency"] = host.MemoryLatency;
        metrics["memory.shortage"] = host.Memory.Shortage;
        metrics["memory.ballooned"] = host.Memory.Ballooned;
        metrics["memory.swapped"] = host.Memory.Swapped;
        metrics["memory.faults"] = faults / elapsed.Seconds;
    }
}
