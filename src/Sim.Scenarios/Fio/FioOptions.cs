using System.Collections.Immutable;

namespace Sim.Scenarios.Fio;

/// <summary>What becomes of fio's options.</summary>
/// <remarks>Source: fio 3.x manual, job parameters.</remarks>
internal static class FioOptions
{
    /// <summary>Those that say what the simulated threads do.</summary>
    public static ImmutableArray<string> Used { get; } =
    [
        "rw", "bs", "iodepth", "numjobs", "rwmixread", "rwmixwrite", "rate_iops", "rate", "thinktime", "fsync", "fdatasync", "sync", "startdelay", "direct", "buffered", "ioengine",
        "stonewall", "size", "offset", "filename", "random_distribution",
    ];

    /// <summary>Other names of some.</summary>
    public static ImmutableSortedDictionary<string, string> Aliases { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["readwrite"] = "rw", ["blocksize"] = "bs", ["wait_for_previous"] = "stonewall",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Those that change nothing here: where data lies and what it holds, how long to measure (the scenario's measurement says), what to print.</summary>
    public static ImmutableArray<string> WithoutEffect { get; } =
    [
        "name", "description", "filename_format", "directory", "opendir", "filesize", "io_size", "nrfiles", "openfiles", "fallocate", "file_service_type", "create_on_open",
        "create_serialize", "create_fsync", "unlink", "overwrite", "allow_file_create", "allow_mounted_write", "pre_read", "invalidate",
        "runtime", "time_based", "ramp_time", "loops", "end_fsync", "fsync_on_close", "group_reporting", "new_group", "thread", "stats", "lat_percentiles", "clat_percentiles", "slat_percentiles",
        "percentile_list", "significant_figures", "write_bw_log", "write_lat_log", "write_iops_log", "log_avg_msec", "log_hist_msec", "per_job_logs", "disk_util", "unified_rw_reporting", "eta", "eta-newline",
        "randrepeat", "allrandrepeat", "randseed", "norandommap", "softrandommap", "random_generator", "percentage_random", "refill_buffers", "scramble_buffers", "zero_buffers",
        "buffer_compress_percentage", "buffer_pattern", "dedupe_percentage", "verify", "do_verify", "gtod_reduce", "clocksource", "kb_base", "unit_base", "minimal", "exitall", "ioscheduler",
        "userspace_reap", "hipri", "fixedbufs", "registerfiles", "sqthread_poll", "nonvectored", "mem", "iomem", "iomem_align", "lockmem", "hugepage-size", "prio", "prioclass", "nice", "cpus_allowed",
        "cpus_allowed_policy", "numa_cpu_nodes", "numa_mem_policy", "bs_unaligned", "ba", "blockalign", "max_latency", "continue_on_error", "ignore_error", "error_dump",
    ];

    /// <summary>Engines that keep <c>iodepth</c> requests in flight.</summary>
    public static ImmutableArray<string> AsynchronousEngines { get; } = ["libaio", "io_uring", "io_uring_cmd", "posixaio", "windowsaio", "sg"];

    /// <summary>Engines that wait for each request.</summary>
    public static ImmutableArray<string> SynchronousEngines { get; } = ["psync", "sync", "vsync", "pvsync", "pvsync2"];

    /// <summary>Every name that a file may hold.</summary>
    public static IEnumerable<string> Known => Used.Concat(Aliases.Keys).Concat(WithoutEffect);
}
