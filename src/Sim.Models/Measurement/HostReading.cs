using System.Collections.Immutable;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Wiring;

namespace Sim.Models.Measurement;

/// <summary>Reads every metric of <see cref="MetricCatalog"/> off a host after its run.</summary>
/// <remarks>What is not defined is left out: latencies and errors where no request finished, the worth of a vCPU second where no vCPU worked.</remarks>
public static class HostReading
{
    private const string Disk = "disk";

    /// <summary>The rate of each reason; pause exits have theirs from the spin loops.</summary>
    private static readonly ImmutableArray<(ExitReason Reason, string? Metric)> ExitMetrics =
    [
        (ExitReason.Timer, "vcpu.timer_exit_rate"),
        (ExitReason.Ipi, "vcpu.ipi_exit_rate"),
        (ExitReason.Pause, null),
        (ExitReason.Doorbell, "vcpu.doorbell_exit_rate"),
        (ExitReason.Halt, "vcpu.halt_exit_rate"),
        (ExitReason.Interrupt, "vcpu.interrupt_exit_rate"),
        (ExitReason.PageFault, "vcpu.fault_exit_rate"),
        (ExitReason.User, "vcpu.user_exit_rate"),
        (ExitReason.Other, "vcpu.other_exit_rate"),
    ];

    /// <summary>The latency of a request kind.</summary>
    /// <param name="kind">The kind.</param>
    public static string LatencyOf(string kind) => $"request.{kind}";

    /// <summary>Every latency of a host, by name; handed over, not written to again after the run.</summary>
    /// <param name="host">A host whose <see cref="SimulatedHost.Run"/> has ended.</param>
    public static ImmutableSortedDictionary<string, LatencyHistogram> Latencies(SimulatedHost host)
    {
        var disks = new LatencyHistogram();
        foreach (var disk in host.Disks) disks.Merge(disk.Latency);
        return host.Probes.ToImmutableSortedDictionary(probe => LatencyOf(probe.Key), probe => probe.Value.Response, StringComparer.Ordinal).Add(Disk, disks);
    }

    /// <summary>The metrics that are percentiles of these latencies.</summary>
    /// <param name="latencies">Names of latencies.</param>
    public static ImmutableArray<LatencyPercentile> Percentiles(IEnumerable<string> latencies) =>
    [
        .. latencies.SelectMany(latency => latency == Disk
            ? (LatencyPercentile[])[new("disk.latency_p99", Disk, 0.99)]
            : [new($"{latency}.response_p50", latency, 0.5), new($"{latency}.response_p95", latency, 0.95), new($"{latency}.response_p99", latency, 0.99)]),
    ];

    /// <summary>The metrics, by name.</summary>
    /// <param name="host">A host whose <see cref="SimulatedHost.Run"/> has ended.</param>
    public static ImmutableSortedDictionary<string, double> Of(SimulatedHost host)
    {
        var now = host.Calendar.Now;
        var elapsed = host.Dispatcher.Accounted;
        var metrics = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        AddCpu(metrics, host, elapsed);
        var latencies = Latencies(host);
        AddDevices(metrics, host, latencies[Disk], elapsed, now);
        foreach (var percentile in Percentiles(latencies.Keys))
        {
            var latency = latencies[percentile.Latency];
            if (latency.Count > 0) metrics[percentile.Metric] = latency.Percentile(percentile.Share).Nanoseconds;
        }

        foreach (var (name, probe) in host.Probes)
        {
            metrics[$"request.{name}.throughput"] = probe.Response.Count / elapsed.Seconds;
            metrics[$"request.{name}.in_flight"] = probe.MeanOpen(now);
            if (probe.Response.Count == 0) continue;
            metrics[$"request.{name}.error_fraction"] = (double)probe.Errors / probe.Response.Count;
            metrics[$"request.{name}.response_mean"] = probe.Response.Mean.Nanoseconds;
        }

        return metrics.ToImmutable();
    }

    private static void AddCpu(ImmutableSortedDictionary<string, double>.Builder metrics, SimulatedHost host, SimDuration elapsed)
    {
        Int128 used = 0, contention = 0, wait = 0, system = 0, ready = 0, throttled = 0, coStop = 0, run = 0, poll = 0, guestPoll = 0, spin = 0, overlap = 0, swapWait = 0;
        long vcpus = 0, dispatches = 0, wakes = 0, migrations = 0, busiestThread = 0;
        foreach (var world in host.Dispatcher.Worlds)
        {
            if (world.Kind is WorldKind.Storage or WorldKind.MainLoop) busiestThread = Math.Max(busiestThread, world.RunTime - world.PollTime);
            var counters = EsxtopCounters.Of(world);
            if (world.VmId >= 0 && world.Kind is (WorldKind.Storage or WorldKind.MainLoop or WorldKind.Network)) system += counters.Used + world.InterruptTime;
            if (world.Kind != WorldKind.Vcpu) continue;
            vcpus++;
            used += counters.Used;
            contention += counters.Contention;
            wait += counters.Wait;
            ready += world.ReadyTime;
            throttled += world.ThrottledTime;
            coStop += world.CoStopTime;
            run += world.RunTime;
            poll += world.PollTime;
            guestPoll += world.GuestPollTime;
            spin += world.SpinTime;
            overlap += counters.Overlap;
            swapWait += counters.SwapWait;
            dispatches += world.Dispatches;
            wakes += world.Wakes;
            migrations += world.Migrations;
        }

        long nominal = 0, pauseExits = 0, yields = 0, ipis = 0;
        foreach (var vm in host.Vms)
        {
            nominal += vm.NominalWork;
            pauseExits += vm.Spins.PauseExits;
            yields += vm.Spins.Yields;
            ipis += vm.Spins.Ipis;
        }

        var total = (double)elapsed.Picoseconds * Math.Max(1, vcpus);
        metrics[MetricCatalog.Ready] = (double)ready / total;
        if (host.Ready.Percentile(0.5) is { } median) metrics["vcpu.ready_second_p50"] = median;
        if (host.Ready.Percentile(0.95) is { } high) metrics["vcpu.ready_second_p95"] = high;
        if (host.Ready.Percentile(0.99) is { } highest) metrics["vcpu.ready_second_p99"] = highest;
        metrics["vcpu.throttled_fraction"] = (double)throttled / total;
        metrics[MetricCatalog.CoStop] = (double)coStop / total;
        metrics["vcpu.run_fraction"] = (double)run / total;
        metrics["vcpu.used_fraction"] = (double)used / total;
        metrics["vcpu.overlap_fraction"] = (double)overlap / total;
        metrics["vcpu.swap_wait_fraction"] = (double)swapWait / total;
        metrics["vcpu.wait_fraction"] = (double)wait / total;
        metrics["vcpu.contention_fraction"] = (double)contention / total;
        metrics["vm.system_fraction"] = (double)system / ((double)elapsed.Picoseconds * Math.Max(1, host.Vms.Count()));
        metrics["vcpu.poll_fraction"] = (double)poll / total;
        metrics["vcpu.guest_poll_fraction"] = (double)guestPoll / total;
        metrics["vcpu.spin_fraction"] = (double)spin / total;
        metrics["vcpu.pause_exit_rate"] = pauseExits / elapsed.Seconds;
        metrics["vcpu.directed_yield_rate"] = yields / elapsed.Seconds;
        metrics["vcpu.ipi_rate"] = ipis / elapsed.Seconds;
        if (run > poll + guestPoll) metrics["vcpu.efficiency"] = nominal / (double)(run - poll - guestPoll);
        metrics["vcpu.dispatch_rate"] = dispatches / elapsed.Seconds;
        metrics["vcpu.wake_rate"] = wakes / elapsed.Seconds;
        metrics["vcpu.migration_rate"] = migrations / elapsed.Seconds;
        AddExits(metrics, host, elapsed);
        AddCores(metrics, host, elapsed);
        metrics[MetricCatalog.Utilisation] = host.Dispatcher.BusyTime() / ((double)elapsed.Picoseconds * host.Dispatcher.Topology.Pcpus);
        if (host.Interrupts is not null) metrics["host.interrupt_fraction"] = host.Dispatcher.HandlerTime / ((double)elapsed.Picoseconds * host.Dispatcher.Topology.Pcpus);
        metrics["host.forced_idle_fraction"] = host.Dispatcher.HeldIdleTime() / ((double)elapsed.Picoseconds * host.Dispatcher.Topology.Pcpus);
        metrics["storage_thread.busy_max"] = (double)busiestThread / elapsed.Picoseconds;
    }

    private static void AddExits(ImmutableSortedDictionary<string, double>.Builder metrics, SimulatedHost host, SimDuration elapsed)
    {
        var all = 0L;
        foreach (var (reason, metric) in ExitMetrics)
        {
            var count = 0L;
            foreach (var vm in host.Vms) count += vm.ExitsFor(reason);
            all += count;
            if (metric is not null) metrics[metric] = count / elapsed.Seconds;
        }

        metrics["vcpu.exit_rate"] = all / elapsed.Seconds;
    }

    private static void AddCores(ImmutableSortedDictionary<string, double>.Builder metrics, SimulatedHost host, SimDuration elapsed)
    {
        var cores = host.Dispatcher.Cores;
        var count = host.Dispatcher.Topology.Cores;
        // In whole numbers: the mean of one clock is that clock, to the last digit.
        Int128 active = 0, deep = 0, cycles = 0;
        for (var core = 0; core < count; core++)
        {
            deep += cores.IdleTime(core, cores.States - 1);
            for (var step = 0; step < cores.Clocks.Clocks.Length; step++)
            {
                active += cores.ActiveTime(core, step);
                cycles += (Int128)Math.Round(cores.Clocks.Clocks[step]) * cores.ActiveTime(core, step);
            }
        }

        var total = (double)elapsed.Picoseconds * count;
        metrics["host.core_active_fraction"] = (double)active / total;
        metrics["host.core_deep_idle_fraction"] = (double)deep / total;
        if (active > 0) metrics["host.active_clock"] = (double)(cycles / active);
        metrics["host.power"] = host.Power.Mean(cores, host.Dispatcher.Topology);
    }

    private static void AddDevices(
        ImmutableSortedDictionary<string, double>.Builder metrics, SimulatedHost host, LatencyHistogram latency, SimDuration elapsed, SimTime now)
    {
        var outstanding = 0.0;
        foreach (var disk in host.Disks) outstanding += disk.Outstanding.MeanAt(now);
        var faults = 0L;
        foreach (var probe in host.Probes.Values) faults += probe.Faults;
        metrics["disk.iops"] = latency.Count / elapsed.Seconds;
        if (latency.Count > 0) metrics["disk.latency_mean"] = latency.Mean.Nanoseconds;
        metrics["disk.outstanding"] = outstanding;
        // Handlers that interrupted a storage thread are in its run time.
        var threads = host.Dispatcher.HandlerTime;
        foreach (var world in host.Dispatcher.Worlds)
        {
            if (world.Kind is WorldKind.Storage or WorldKind.MainLoop) threads += world.RunTime - world.HandlerTime;
        }

        if (latency.Count > 0) metrics["disk.host_cpu"] = threads / (double)latency.Count / SimDuration.FromNanoseconds(1).Picoseconds;
        if (host.Cache is { Reads: > 0 } cache) metrics["cache.hit_fraction"] = (double)cache.Hits / cache.Reads;
        if (host.Array.RefusesWhenFull) metrics["disk.refused"] = host.RefusedRequests / elapsed.Seconds;
        metrics["network.transmit"] = host.Network.Nic.TransmittedPayload * 8 / elapsed.Seconds;
        metrics["network.dropped"] = host.Network.Nic.DroppedFrames;
        metrics["numa.moves"] = host.Numa?.Moves ?? 0;
        if (host.NumaLocality is { } locality) metrics["numa.locality"] = locality;
        metrics["memory.latency"] = host.MemoryLatency;
        metrics["memory.shortage"] = host.Memory.Shortage;
        metrics["memory.ballooned"] = host.Memory.Ballooned;
        metrics["memory.swapped"] = host.Memory.Swapped;
        metrics["memory.faults"] = faults / elapsed.Seconds;
    }
}
