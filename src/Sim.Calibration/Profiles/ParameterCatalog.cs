using System.Collections.Immutable;
using Sim.Models.Parameters;

namespace Sim.Calibration.Profiles;

/// <summary>Every parameter a profile may hold: one place for names, meanings and units.</summary>
public static class ParameterCatalog
{
    /// <summary>Time in the submitting call at depth 1.</summary>
    public const string SubmitLatency = "storage.software.submit_latency";

    /// <summary>CPU an I/O.</summary>
    public const string CpuPerIo = "storage.software.cpu_per_io";

    /// <summary>CPU a wake-up.</summary>
    public const string CpuPerWake = "storage.software.cpu_per_wake";

    /// <summary>CPU a KiB.</summary>
    public const string CpuPerKib = "storage.software.cpu_per_kib";

    /// <summary>All entries, in the order in which profiles list them.</summary>
    public static ImmutableArray<CatalogEntry> Entries { get; } =
    [
        Time(SubmitLatency, "Time inside the submitting system call at depth 1 (the host path, before the device)."),
        Time(CpuPerIo, "CPU time of the submitting thread for every I/O, without waking up."),
        Time(CpuPerWake, "CPU time of the submitting thread for every sleep and wake-up."),
        Time(CpuPerKib, "CPU time of the submitting thread for every KiB."),
        .. Direction("storage.read", "Mean time a 4 KiB read holds a slot (NvmeParameters.ReadTime with its ReadLatency)."),
        .. Direction("storage.write", "Mean time until a 4 KiB write is acknowledged, without queueing (NvmeParameters.WriteLatency)."),
        .. Disk(),
        Time("cpu.timer_lateness", "How late a sleeping thread's timer fires on a busy CPU."),
        Time("cpu.idle_exit", "What a wake-up takes longer on a CPU in deep idle, before the thread runs, in the mean (CpuParameters.IdleStates)."),
        Time("cpu.context_switch", "Switching a CPU from one thread to another (DispatchCosts.ContextSwitch)."),
        Time("cpu.request_cpu", "CPU time of a request beyond its demand."),
        Time("cpu.wake_cpu", "CPU time a thread spends on going to sleep and waking up."),
        Time("cpu.cold_wake_cpu", "CPU time that a wake-up on a CPU in deep idle needs beyond that."),
        Time("cpu.deep_idle_after", "Idle time after which a CPU is in deep idle (CpuParameters.IdleStates)."),
        Time("cpu.thread_cpu", "CPU time of a measuring thread outside its requests: its start and end."),
        .. Cpu.CpuMetric.All.Select(metric => Error($"cpu.error.{metric.Name}")),
        Time("cpu.refill", "CPU time that a server or client needs beyond its demand when a CPU that idled or ran another program takes it up again."),
        .. Service("service.nginx", commits: false),
        .. Service("service.mariadb_read_only", commits: false),
        .. Service("service.mariadb_read_write", commits: true),
    ];

    /// <summary>The entry of a name, or null.</summary>
    /// <param name="name">The name.</param>
    public static CatalogEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    private static IEnumerable<CatalogEntry> Direction(string prefix, string service) =>
    [
        Time(prefix + ".service", service),
        Time(prefix + ".service_per_kib", "What every KiB beyond 4 adds to the slot time."),
        Time(prefix + ".drain_per_kib", "Device time that every KiB beyond 4 takes from all slots together; absent when one slot carries the whole I/O."),
        new(prefix + ".parallelism", "Slots that work side by side (NvmeParameters.MediaUnits).", false, Dimension.None, "", 1),
        new(prefix + ".service_cv", "Coefficient of variation of the slot time without stalls (NvmeParameters.ReadSpread).", false, Dimension.Fraction, "%", 0),
        new(prefix + ".bandwidth_limit", "Ceiling in bytes per second (NvmeParameters.Limit, for writes also ProgramBandwidth).", false, Dimension.ByteRate, "MB/s", 1),
        new(prefix + ".iops_limit", "Ceiling in I/Os per second (NvmeParameters.Limit).", false, Dimension.Rate, "/s", 1e-3),
        new(prefix + ".stall_share", "Share of I/Os at depth 1 that took more than five medians.", false, Dimension.Fraction, "%", 0),
        Time(prefix + ".stall_time", "Mean time of those."),
    ];

    private static IEnumerable<CatalogEntry> Disk()
    {
        yield return new("disk.batch", "1 when one thread answers all it finds in the ring and then interrupts once, 0 when every I/O is answered for itself.", false, Dimension.None, "", 0);
        yield return new("disk.servers", "Servers of the disk.", false, Dimension.None, "", 1);
        yield return new("disk.ring", "Requests the disk takes at a time; absent when any number.", false, Dimension.None, "", 1);
        yield return Time("disk.submit", "CPU time of the submitting call.");
        yield return Time("disk.submit_per_kib", "What every KiB adds to it.");
        yield return Time("disk.kick", "What telling a sleeping disk adds to it.");
        yield return Time("disk.reap", "CPU time of taking a completion and preparing the next I/O.");
        yield return Time("disk.wake", "CPU time of waking up for completions.");
        foreach (var direction in new[] { "read", "write" })
        {
            yield return Time($"disk.{direction}.latency", "Time outside the servers, half before service and half after; of a batching disk once a batch.");
            yield return Time($"disk.{direction}.service", "Time a 4 KiB I/O keeps a server.");
            yield return Time($"disk.{direction}.service_per_kib", "What every further KiB adds to it.");
            yield return new($"disk.{direction}.stall_share", "Share of I/Os that meet a stall.", false, Dimension.Fraction, "%", 0);
        }

        yield return Spread("disk.latency_spread", "Standard deviation of the logarithm of half the latency.");
        yield return Spread("disk.service_spread", "Standard deviation of the logarithm of the service.");
        yield return new("disk.slow_share", "Share of spells in which the disk is slow.", false, Dimension.Fraction, "%", 0);
        yield return new("disk.slow_excess", "What everything takes longer then, on average.", false, Dimension.Fraction, "%", 0);
        yield return Time("disk.stall_time", "Median stall.");
        foreach (var metric in Disks.DiskProfile.Metrics)
            yield return Error($"disk.error.{metric}");
    }

    private static IEnumerable<CatalogEntry> Service(string prefix, bool commits)
    {
        yield return Time(prefix + ".demand", "Server CPU time of a request, in all its round trips together, while nothing else runs in between.");
        yield return Spread(prefix + ".demand_spread", "Standard deviation of the logarithm of the demand, up to its 90th percentile.");
        yield return Spread(prefix + ".demand_tail", "The same beyond its 90th percentile.");
        yield return Time(prefix + ".client_time", "CPU time of the load generator for every round trip.");
        if (!commits) yield break;
        yield return Time(prefix + ".commit_time", "Mean time until the log of a transaction is on disk.");
        yield return Spread(prefix + ".commit_spread", "Standard deviation of the logarithm of the commit time, up to its 90th percentile.");
        yield return Spread(prefix + ".commit_tail", "The same beyond its 90th percentile.");
    }

    private static CatalogEntry Error(string name) => new(name, "Standard deviation of the logarithm of measured over predicted.", false, Dimension.Fraction, "%", 0);

    private static CatalogEntry Spread(string name, string meaning) => new(name, meaning, false, Dimension.None, "", 0);

    private static CatalogEntry Time(string name, string meaning) => new(name, meaning, true, Dimension.None, "us", 0);
}
